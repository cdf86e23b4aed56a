"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import { useTRPC, useTRPCClient } from "@/components/trpc/context";
import { errorText } from "@/components/trpc/error-text";
import type { ImportOptionsInput, ImportState } from "@/lib/datasets/import-options";
import type { ImportSourceInput } from "@/lib/datasets/import-source";
import { uploadFile } from "./upload-file";

export type ImportPhase =
  | { phase: "idle" }
  | { phase: "uploading"; sent: number; total: number }
  | { phase: "importing"; state: ImportState }
  | { phase: "failed"; error: NonNullable<ImportState["error"]> }
  | { phase: "done"; state: ImportState };

interface ImportWish {
  name: string;
  message: string;
  options: ImportOptionsInput;
  /** Files of the person's own, an address, or where the dataset came from before. */
  from: { files: readonly File[] } | { source: ImportSourceInput } | "before";
}

/** Uploads and imports, with progress and cancel. Files already sent are not sent again when only the options change. */
export function useImport(workspace: string) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queries = useQueryClient();
  const [phase, setPhase] = useState<ImportPhase>({ phase: "idle" });
  const abort = useRef<AbortController | null>(null);
  const sent = useRef(new Map<File, string>());

  const upload = useCallback(
    async (files: readonly File[], signal: AbortSignal) => {
      const total = files.reduce((sum, file) => sum + file.size, 0);
      const ids: string[] = [];
      let before = 0;
      for (const file of files) {
        setPhase({ phase: "uploading", sent: before, total });
        const id =
          sent.current.get(file) ??
          (await uploadFile(workspace, file, {
            signal,
            onProgress: (now) => setPhase({ phase: "uploading", sent: before + now, total }),
          }));
        sent.current.set(file, id);
        ids.push(id);
        before += file.size;
      }
      return ids;
    },
    [workspace],
  );

  const watch = useCallback(
    (importId: string, signal: AbortSignal) =>
      new Promise<ImportState>((resolve, reject) => {
        const subscription = client.datasets.watchImport.subscribe(
          { workspace, importId },
          {
            onData: (state) => {
              if (state.status === "queued" || state.status === "running") setPhase({ phase: "importing", state });
              else resolve(state);
            },
            onError: reject,
          },
        );
        signal.addEventListener("abort", () => {
          subscription.unsubscribe();
          void client.datasets.cancelImport.mutate({ workspace, importId });
        });
      }),
    [client, workspace],
  );

  const begin = useCallback(
    async ({ from, name, message, options }: ImportWish, signal: AbortSignal) => {
      if (from === "before") return client.datasets.importAgain.mutate({ workspace, name, message });
      const wish = { workspace, name, message, options };
      if ("source" in from) return client.datasets.importFrom.mutate({ ...wish, source: from.source });
      const [uploadId = "", secondUploadId] = await upload(from.files, signal);
      return client.datasets.importUpload.mutate({ ...wish, uploadId, secondUploadId });
    },
    [client, upload, workspace],
  );

  const start = useCallback(
    async (wish: ImportWish) => {
      const { signal } = (abort.current = new AbortController());
      try {
        const started = await begin(wish, signal);
        setPhase({ phase: "importing", state: started });
        const state = await watch(started.id, signal);
        if (state.status === "succeeded") {
          sent.current.clear();
          await queries.invalidateQueries(trpc.datasets.pathFilter());
          setPhase({ phase: "done", state });
        } else setPhase(state.error ? { phase: "failed", error: state.error } : { phase: "idle" });
      } catch (error) {
        if (!signal.aborted) setPhase({ phase: "failed", error: { message: errorText(error).message } });
      }
    },
    [begin, queries, trpc, watch],
  );

  const cancel = useCallback(() => {
    abort.current?.abort();
    sent.current.clear();
    setPhase({ phase: "idle" });
  }, []);

  return { phase, start, cancel };
}
