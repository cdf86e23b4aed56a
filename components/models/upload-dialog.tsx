"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useRef, useState } from "react";
import { errorText } from "@/components/trpc/error-text";
import { useTRPC, useTRPCClient } from "@/components/trpc/context";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ProgressBar } from "@/components/ui/progress-bar";
import { TextField } from "@/components/ui/text-field";
import { modelNameSchema } from "@/lib/protocol/model";
import { sendFile } from "./upload-files";

interface UploadDialogProps {
  workspace: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Set where the upload is to be the next version of a model. */
  name?: string;
}

/** Brings in a model that was made elsewhere. It becomes a version only if it loads and answers. */
export function UploadDialog({ workspace, open, onOpenChange, name }: UploadDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Upload a model"
      description="An .onnx file, or a TensorFlow.js model.json with its weights, together or as a zip."
    >
      <UploadForm workspace={workspace} fixedName={name} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

const nameFrom = (fileName: string) =>
  fileName
    .replace(/\.[^.]*$/, "")
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[^a-z0-9]+/, "")
    .slice(0, 63);

interface UploadFormProps {
  workspace: string;
  fixedName: string | undefined;
  onDone: () => void;
}

function UploadForm({ workspace, fixedName, onDone }: UploadFormProps) {
  const router = useRouter();
  const [files, setFiles] = useState<File[]>([]);
  const [name, setName] = useState(fixedName ?? "");
  const [labels, setLabels] = useState("");
  const { upload, sent, cancel } = useUpload(workspace);
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const nameProblem = name === "" ? undefined : modelNameSchema.safeParse(name).error?.issues[0]?.message;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    upload.mutate(
      {
        files,
        name,
        labels: labels
          .split(/[,\n]/)
          .map((label) => label.trim())
          .filter(Boolean),
      },
      {
        onSuccess: () => {
          onDone();
          router.push(`/w/${workspace}/models/${name}`);
        },
      },
    );
  };
  const choose = (chosen: File[]) => {
    setFiles(chosen);
    const [first] = chosen;
    if (name === "" && first && first.name !== "model.json") setName(nameFrom(first.name));
  };
  return (
    <form onSubmit={submit} className="space-y-4">
      <div>
        <label htmlFor="model-files" className="mb-1 block font-medium">
          Files
        </label>
        <input
          id="model-files"
          type="file"
          multiple
          required
          accept=".onnx,.zip,.json,.bin"
          onChange={(event) => choose([...(event.target.files ?? [])])}
          className="w-full text-muted file:mr-3 file:h-8 file:rounded-md file:border file:border-solid file:border-line-strong file:bg-raised file:px-3 file:font-medium file:text-ink hover:file:bg-hover"
        />
      </div>
      {fixedName === undefined && (
        <TextField
          label="Name"
          value={name}
          required
          error={nameProblem}
          hint="The endpoint's address will carry it."
          onChange={(event) => setName(event.target.value)}
        />
      )}
      <TextField
        label="Labels"
        value={labels}
        placeholder="cat, dog"
        hint="Where the model gives one score a class: their names, in order. May stay empty."
        onChange={(event) => setLabels(event.target.value)}
      />
      {upload.error && upload.error.name !== "AbortError" && (
        <p role="alert" className="border-l-2 border-danger pl-3 text-danger [overflow-wrap:anywhere]">
          {errorText(upload.error).message}
        </p>
      )}
      {upload.isPending && (
        <div>
          <ProgressBar label="Upload" value={sent < total ? sent : undefined} total={total} />
          <p className="mt-1 text-xs text-muted">{sent < total ? "Sending" : "Trying the model"}</p>
        </div>
      )}
      <div className="flex justify-end gap-2">
        {upload.isPending && <Button onClick={cancel}>Cancel</Button>}
        <Button
          type="submit"
          variant="primary"
          busy={upload.isPending}
          disabled={files.length === 0 || name === "" || nameProblem !== undefined}
        >
          Upload
        </Button>
      </div>
    </form>
  );
}

interface Upload {
  files: File[];
  name: string;
  labels: string[];
}

function useUpload(workspace: string) {
  const api = useTRPCClient();
  const trpc = useTRPC();
  const client = useQueryClient();
  const [sent, setSent] = useState(0);
  const abort = useRef<AbortController>(null);
  const upload = useMutation({
    mutationFn: async ({ files, name, labels }: Upload) => {
      const { signal } = (abort.current = new AbortController());
      setSent(0);
      const stored: { fileName: string; hash: string }[] = [];
      let before = 0;
      for (const file of files) {
        const start = before;
        stored.push({
          fileName: file.name,
          hash: await sendFile(workspace, file, (bytes) => setSent(start + bytes), signal),
        });
        before += file.size;
        setSent(before);
      }
      return api.models.upload.mutate(
        { workspace, name, files: stored, ...(labels.length > 0 ? { labels } : {}) },
        { signal },
      );
    },
    onSuccess: () => client.invalidateQueries(trpc.models.pathFilter()),
    // Shown in the form.
    onError: () => undefined,
  });
  return { upload, sent, cancel: () => abort.current?.abort() };
}
