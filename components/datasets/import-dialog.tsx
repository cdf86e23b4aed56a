"use client";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Select } from "@/components/ui/select";
import { Tabs } from "@/components/ui/tabs";
import { TextField } from "@/components/ui/text-field";
import { datasetNameSchema } from "@/lib/datasets/dataset-name";
import type { ImportFormat } from "@/lib/datasets/detect-format";
import type { ImportOptionsInput } from "@/lib/datasets/import-options";
import { bytes } from "@/lib/format/number";
import { type AddressDraft, emptyAddress, nameOf, sourceOf } from "./address-draft";
import { AddressFields } from "./address-fields";
import { DropZone } from "./drop-zone";
import { ImportProgress } from "./import-progress";
import { combineSeries, type Peeked, peekFile, type SeriesChoice } from "./peek-file";
import { useImport } from "./use-import";

const formatNames: Record<ImportFormat, string> = {
  csv: "CSV",
  jsonl: "JSON Lines",
  images: "Zip of pictures",
  idx: "IDX (MNIST)",
};

const formatsText =
  "CSV, JSON Lines, a zip with a folder of PNG or JPEG pictures for each class, or MNIST's IDX files. CSV, JSON Lines and IDX may be gzipped.";

type Place = "file" | "address";
const places = [
  { value: "file", label: "A file" },
  { value: "address", label: "An address" },
] as const;

interface ImportDialogProps {
  workspace: string;
  files?: readonly File[];
  /** Set: a new version of this dataset. */
  dataset?: string;
  /** Set: from where it was imported before, under that name. */
  again?: string;
  onClose: () => void;
}

export function ImportDialog({ workspace, files: given = [], dataset, again, onClose }: ImportDialogProps) {
  const router = useRouter();
  const { phase, start, cancel } = useImport(workspace);
  const [files, setFiles] = useState<readonly File[]>(given);
  const [peeked, setPeeked] = useState<readonly Peeked[]>([]);
  const [name, setName] = useState(dataset ?? "");
  const [message, setMessage] = useState("");
  const [choice, setChoice] = useState<SeriesChoice>("columns");
  const [asText, setAsText] = useState<readonly string[]>([]);
  const [place, setPlace] = useState<Place>("file");
  const [address, setAddress] = useState(emptyAddress);

  useEffect(() => {
    let current = true;
    void Promise.all(files.map(peekFile)).then((found) => {
      if (!current) return;
      setPeeked(found);
      setName((now) => now || (found[0]?.name ?? ""));
    });
    return () => {
      current = false;
    };
  }, [files]);

  const series = peeked[0]?.series ?? null;
  const problem = peeked.find((one) => one.problem)?.problem;
  const nameProblem =
    name && !datasetNameSchema.safeParse(name).success
      ? "Use lower-case letters, digits, dots, dashes and underscores, at most 63 of them."
      : undefined;
  const busy = phase.phase === "uploading" || phase.phase === "importing";
  const source = sourceOf(address);
  const hasFiles = files.length > 0 && peeked.length === files.length && !problem;
  const isGiven = again !== undefined || (place === "file" ? hasFiles : source !== null);
  const mayStart = isGiven && name !== "" && !nameProblem;
  const run = (textColumns: readonly string[]) => {
    const types: NonNullable<ImportOptionsInput["types"]> = Object.fromEntries(
      textColumns.map((column) => [column, "string"]),
    );
    const combine = place === "file" ? combineSeries(series, choice) : {};
    const from = again !== undefined ? "before" : place === "address" && source ? { source } : { files };
    void start({ from, name, message, options: { types, combine } });
  };
  const close = () => {
    if (busy) cancel();
    onClose();
  };
  const done = phase.phase === "done" ? phase.state : null;
  const fixColumn =
    phase.phase === "failed" && phase.error.fix === "asText" && again === undefined ? phase.error.column : undefined;

  const fileFields = (
    <div className="flex flex-col gap-4">
      <DropZone
        files={files}
        disabled={busy}
        onFiles={(next) => {
          setFiles(next);
          setPeeked([]);
          setChoice("columns");
          setAsText([]);
          if (!dataset) setName("");
        }}
      />
      {files.length > 0 && <ChosenFiles files={files} peeked={peeked} />}
    </div>
  );
  const addressFields = (
    <div className="flex flex-col gap-4">
      <AddressFields
        workspace={workspace}
        draft={address}
        disabled={busy}
        onChange={(next: AddressDraft) => {
          // The name follows the address until the person gives another.
          if (!dataset && (name === "" || name === nameOf(address))) setName(nameOf(next));
          setAddress(next);
          setAsText([]);
        }}
      />
    </div>
  );

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && close()}
      title={dataset ? `New version of ${dataset}` : "Import a dataset"}
      description={again === undefined ? formatsText : "The server fetches it from where it came from before."}
      footer={
        done ? (
          <Button
            variant="primary"
            autoFocus
            onClick={() => {
              onClose();
              router.push(`/w/${workspace}/datasets/${encodeURIComponent(done.result?.name ?? name)}`);
            }}
          >
            Open {done.result?.name}
          </Button>
        ) : (
          <>
            <Button onClick={close}>Cancel</Button>
            <Button variant="primary" disabled={!mayStart} busy={busy} onClick={() => run(asText)}>
              Import
            </Button>
          </>
        )
      }
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (mayStart && !busy && !done) run(asText);
        }}
      >
        {!done && again !== undefined && <p className="font-mono text-xs break-all">{again}</p>}
        {!done && again === undefined && (
          <Tabs
            label="Where it comes from"
            value={place}
            onValueChange={(value) => {
              if (busy) return;
              setPlace(value === "address" ? "address" : "file");
              setAsText([]);
            }}
            tabs={[
              { ...places[0], content: fileFields },
              { ...places[1], content: addressFields },
            ]}
          />
        )}
        {place === "file" && problem && (
          <p role="alert" className="border-l-2 border-danger pl-3">
            {problem}
          </p>
        )}
        {!done && (place === "address" || again !== undefined || (files.length > 0 && !problem)) && (
          <>
            {!dataset && (
              <TextField
                label="Name"
                mono
                value={name}
                error={nameProblem}
                disabled={busy}
                onChange={(event) => setName(event.target.value)}
                hint={`Cells load it with datasets.load("${name || "name"}"). A name that exists gets a new version.`}
              />
            )}
            {place === "file" && series && (
              <Select
                label={`${series.columns[0]} … ${series.columns.at(-1)}`}
                value={choice}
                disabled={busy}
                onChange={(event) => setChoice(event.target.value as SeriesChoice)}
                options={[
                  { value: "columns", label: `Keep ${series.columns.length} columns` },
                  { value: "vector", label: `One vector column “${series.name}” of ${series.columns.length} numbers` },
                  ...(series.side
                    ? [{ value: "image", label: `One image column of ${series.side} × ${series.side} pixels` }]
                    : []),
                ]}
              />
            )}
            <TextField
              label="What is new"
              value={message}
              disabled={busy}
              maxLength={1000}
              onChange={(event) => setMessage(event.target.value)}
              placeholder="Optional"
            />
          </>
        )}
        <ImportProgress phase={phase} />
        {fixColumn !== undefined && (
          <div>
            <Button
              size="sm"
              onClick={() => {
                const next = [...asText, fixColumn];
                setAsText(next);
                run(next);
              }}
            >
              Import “{fixColumn}” as text
            </Button>
          </div>
        )}
      </form>
    </Dialog>
  );
}

function ChosenFiles({ files, peeked }: { files: readonly File[]; peeked: readonly Peeked[] }) {
  return (
    <ul className="-mt-2 text-muted">
      {files.map((file, i) => (
        <li key={file.name} className="flex justify-between gap-4">
          <span className="truncate">{file.name}</span>
          <span className="shrink-0 text-faint">
            {peeked[i]?.format ? `${formatNames[peeked[i].format]} · ` : ""}
            {bytes(file.size)}
          </span>
        </li>
      ))}
    </ul>
  );
}
