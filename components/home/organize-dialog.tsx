"use client";
import { useId, useState } from "react";
import { FormDialog } from "@/components/ui/form-dialog";
import { TextField } from "@/components/ui/text-field";
import { counted } from "@/lib/format/number";
import { allFolders, hasTag, tagCounts } from "@/lib/notebook/places/folders";
import { folderSchema, tagSchema } from "@/lib/notebook/places/place-schema";
import { z } from "zod";
import type { NotebookRow } from "./notebook-row";
import type { NotebookActions } from "./use-notebook-actions";

interface OrganizeDialogProps {
  notebooks: readonly NotebookRow[];
  all: readonly NotebookRow[];
  actions: NotebookActions;
  onClose: () => void;
}

const named = (notebooks: readonly NotebookRow[]): string =>
  notebooks.length > 1 ? counted(notebooks.length, "notebook") : (notebooks[0]?.title ?? "");
const splitTags = (text: string): string[] => text.split(",").filter((tag) => tag.trim());

/** What all of them have: it stands in the fields, and what differs is left alone until something is written. */
function sharedPlace(notebooks: readonly NotebookRow[]): { folder: string | null; tags: string[] } {
  const [first, ...others] = notebooks;
  return {
    folder: first && others.every(({ folder }) => folder === first.folder) ? first.folder : null,
    tags: (first?.tags ?? []).filter((tag) => others.every((one) => hasTag(one, tag))),
  };
}

/** Where notebooks lie, and their tags: both as one writes them, with what there is already to choose from. */
export default function OrganizeDialog({ notebooks, all, actions, onClose }: OrganizeDialogProps) {
  const foldersId = useId();
  const [shared] = useState(() => sharedPlace(notebooks));
  const [folder, setFolder] = useState(shared.folder ?? "");
  const [isMoved, setMoved] = useState(shared.folder !== null);
  const [tags, setTags] = useState(shared.tags.join(", "));
  const place = folderSchema.safeParse(folder);
  const wanted = z.array(tagSchema).safeParse(splitTags(tags));
  const written = splitTags(tags).map((tag) => tag.trim().toLowerCase());
  const further = tagCounts(all).filter(({ tag }) => !written.includes(tag.toLowerCase()));
  const save = () => {
    if (!place.success || !wanted.success) return;
    actions.organize(notebooks, {
      ...(isMoved && { folder: place.data }),
      addTags: wanted.data,
      removeTags: shared.tags.filter((tag) => !wanted.data.includes(tag)),
    });
    onClose();
  };
  return (
    <FormDialog
      title="Folder and tags"
      description={named(notebooks)}
      submit="Save"
      ready={place.success && wanted.success}
      busy={false}
      onSubmit={save}
      onClose={onClose}
    >
      <TextField
        label="Folder"
        hint={
          isMoved
            ? "Vision/Digits is a folder in a folder. Empty is the top."
            : "They lie in several folders, and stay there unless you write one."
        }
        error={place.error?.issues[0]?.message}
        list={foldersId}
        autoComplete="off"
        value={folder}
        onChange={(event) => {
          setFolder(event.target.value);
          setMoved(true);
        }}
      />
      <datalist id={foldersId}>
        {allFolders(all).map((path) => (
          <option key={path} value={path} />
        ))}
      </datalist>
      <div>
        <TextField
          label="Tags"
          hint={notebooks.length === 1 ? "Separated by commas." : "Those that all of them have, separated by commas."}
          error={wanted.error?.issues[0]?.message}
          autoComplete="off"
          value={tags}
          onChange={(event) => setTags(event.target.value)}
        />
        {further.length > 0 && (
          <div className="mt-2 flex flex-wrap gap-1.5">
            {further.slice(0, 12).map(({ tag }) => (
              <button
                key={tag}
                type="button"
                aria-label={`Add the tag ${tag}`}
                onClick={() => setTags((before) => [...splitTags(before).map((one) => one.trim()), tag].join(", "))}
                className="rounded-full border border-line px-2 text-xs leading-5 text-muted hover:border-accent hover:text-accent"
              >
                + {tag}
              </button>
            ))}
          </div>
        )}
      </div>
    </FormDialog>
  );
}
