"use client";
import { useId, useState } from "react";
import { FormDialog } from "@/components/ui/form-dialog";
import { TextField } from "@/components/ui/text-field";
import { allFolders, tagCounts } from "@/lib/notebook/places/folders";
import { folderSchema, tagSchema } from "@/lib/notebook/places/place-schema";
import { z } from "zod";
import type { NotebookRow } from "./notebook-row";
import type { NotebookActions } from "./use-notebook-actions";

interface OrganizeDialogProps {
  notebook: NotebookRow;
  all: readonly NotebookRow[];
  actions: NotebookActions;
  onClose: () => void;
}

const splitTags = (text: string): string[] => text.split(",").filter((tag) => tag.trim());
/** Where a notebook lies, and its tags: both as one writes them, with what there is already to choose from. */
export default function OrganizeDialog({ notebook, all, actions, onClose }: OrganizeDialogProps) {
  const foldersId = useId();
  const [folder, setFolder] = useState(notebook.folder);
  const [tags, setTags] = useState(notebook.tags.join(", "));
  const place = folderSchema.safeParse(folder);
  const wanted = z.array(tagSchema).safeParse(splitTags(tags));
  const written = splitTags(tags).map((tag) => tag.trim().toLowerCase());
  const further = tagCounts(all).filter(({ tag }) => !written.includes(tag.toLowerCase()));
  const save = () => {
    if (!place.success || !wanted.success) return;
    actions.organize(notebook, place.data, wanted.data);
    onClose();
  };
  return (
    <FormDialog
      title="Folder and tags"
      description={notebook.title}
      submit="Save"
      ready={place.success && wanted.success}
      busy={false}
      onSubmit={save}
      onClose={onClose}
    >
      <TextField
        label="Folder"
        hint="Vision/Digits is a folder in a folder. Empty is the top."
        error={place.error?.issues[0]?.message}
        list={foldersId}
        autoComplete="off"
        value={folder}
        onChange={(event) => setFolder(event.target.value)}
      />
      <datalist id={foldersId}>
        {allFolders(all).map((path) => (
          <option key={path} value={path} />
        ))}
      </datalist>
      <div>
        <TextField
          label="Tags"
          hint="Separated by commas."
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
