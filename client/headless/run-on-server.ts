import { BlobTransfer } from "@/components/notebook/blob-transfer";
import { trpcTransport } from "@/components/notebook/execution-transport";
import { exportFile } from "@/lib/notebook/formats/export-file";
import { noOutputs, type NotebookFile } from "@/lib/notebook/notebook-file";
import type { Execution, ExecutionEvent, WireChunk } from "@/lib/protocol/execution";
import { type OutputChunk, outputChunkSchema } from "@/lib/protocol/output";
import { QuireError } from "@/lib/protocol/errors";
import { createQuireClient, type QuireClient } from "../client";
import { workspaceOf } from "./hosts";
import type { RunOptions } from "./options";
import { type HeadlessFile, type HeadlessListener, type HeadlessResult, RunRecord } from "./run-record";

type Job = Awaited<ReturnType<QuireClient["jobs"]["list"]["query"]>>[number];
type Snapshot = Extract<ExecutionEvent, { type: "snapshot" }>["executions"];

interface Place {
  api: QuireClient;
  workspace: string;
  notebookId: string;
}

/** Runs the file's cells as a job of the server, and follows it to its end. */
export async function runOnServer(
  file: HeadlessFile,
  options: Pick<RunOptions, "backend" | "seed" | "timeoutMs" | "server" | "job">,
  listener: HeadlessListener,
  signal: AbortSignal,
): Promise<HeadlessResult> {
  const { server, job: needs, timeoutMs } = options;
  if (!server || !needs) throw new QuireError("BAD_REQUEST", "There is no server to run on.");
  const api = createQuireClient(server);
  const workspace = await workspaceOf(api, server.workspace);
  const notebook = replayed(file.notebook, options);
  const { text } = exportFile(notebook, noOutputs, "nb.ts");
  const name = file.name.replace(/(\.nb\.ts|\.ipynb|\.md)$/i, "") + ".nb.ts";
  const { id: notebookId } = await api.notebooks.import.mutate({ workspace, name, text });
  listener.says(`It runs as ${server.url}/w/${workspace}/notebooks/${notebookId}`);
  const place = { api, workspace, notebookId };
  const code = notebook.cells.filter(({ type }) => type !== "md").map(({ id }) => id);
  const cellIds = notebook.cells.filter(({ id, settings }) => code.includes(id) && settings.hold === undefined);
  const limits = timeoutMs === null ? {} : { minutes: timeoutMs / 60_000 };
  const order = { notebookId, cellIds: cellIds.map(({ id }) => id), needs, limits, maxAttempts: 3 };
  const { jobId } = await api.jobs.dispatch.mutate({ workspace, ...order });
  const stopTelling = tell(place, listener, code.length);
  const job = await end(place, jobId, listener, signal).finally(stopTelling);
  return resultOf(place, { notebook, code, job }, new BlobTransfer(workspace, server));
}

/** With what the command says of how it is to be run. */
function replayed(notebook: NotebookFile, { backend, seed }: Pick<RunOptions, "backend" | "seed">): NotebookFile {
  const { replay } = notebook.meta;
  const before = typeof replay === "object" && replay !== null && !Array.isArray(replay) ? replay : {};
  const said = { ...(backend && { backend }), ...(seed !== null && { seed }) };
  return { ...notebook, meta: { ...notebook.meta, replay: { seed: 0, ...before, ...said } } };
}

/** Says which cell begins, as it does, and how it ends. */
function tell({ api, workspace, notebookId }: Place, listener: HeadlessListener, count: number): () => void {
  const begun = new Map<string, RunRecord>();
  const see = (execution: Execution) => {
    const { id: executionId, cellId, status, device } = execution;
    const known = begun.get(executionId);
    if (!known && status === "running") {
      const places = { ...listener, begins: (id: string) => listener.begins(id, begun.size, count) };
      const record = new RunRecord(places, count, () => device);
      begun.set(executionId, record);
      record.begin({ executionId, cellId });
    } else if (known && status !== "running" && status !== "queued") known.end(executionId, status);
  };
  return trpcTransport(api, workspace, notebookId).watch(
    (event) => {
      if (event.type === "execution") see(event.execution);
      if (event.type === "snapshot") for (const { execution } of event.executions) see(execution);
    },
    () => undefined,
  );
}

/** The job when it is over. Says what it waits for. */
function end(
  { api, workspace, notebookId }: Place,
  jobId: string,
  listener: HeadlessListener,
  signal: AbortSignal,
): Promise<Job> {
  let said: string | null = null;
  return new Promise((resolve, reject) => {
    const look = async () => {
      const job = (await api.jobs.list.query({ workspace, notebookId })).find(({ id }) => id === jobId);
      if (!job) throw new QuireError("NOT_FOUND", "The job is gone: its notebook was deleted.");
      if (job.waitsFor !== null && job.waitsFor !== said) listener.says(job.waitsFor);
      said = job.waitsFor;
      if (!job.isOver) return;
      subscription.unsubscribe();
      resolve(job);
    };
    const seen = () => void look().catch(reject);
    const subscription = api.jobs.watch.subscribe({ workspace, notebookId }, { onData: seen, onError: reject });
    const cancel = () => void api.jobs.cancel.mutate({ workspace, jobId }).catch(reject);
    if (signal.aborted) cancel();
    else signal.addEventListener("abort", cancel, { once: true });
  });
}

interface Ran {
  notebook: NotebookFile;
  code: readonly string[];
  job: Job;
}

/** What the server has of it, once it is over. */
async function resultOf(place: Place, { notebook, code, job }: Ran, blobs: BlobTransfer): Promise<HeadlessResult> {
  const executions = await snapshotOf(place);
  const silent = { begins: () => undefined, ends: () => undefined, says: () => undefined };
  let device: Execution["device"] = { kind: "server", backend: "cpu", adapter: "" };
  const record = new RunRecord(silent, code.length, () => device);
  for (const { execution, chunks } of [...executions].sort((a, b) => a.execution.number - b.execution.number)) {
    const { id: executionId, cellId, status } = execution;
    if (status === "queued" || status === "running") continue;
    device = execution.device;
    record.begin({ executionId, cellId });
    record.append(executionId, await readChunks(chunks, blobs));
    record.end(executionId, status);
  }
  const ran = new Set(record.ends.map(({ cellId }) => cellId));
  const failed = record.ends.some(({ status }) => status === "failed");
  return {
    notebook,
    outputs: record.outputs,
    ends: record.ends,
    left: code.filter((id) => !ran.has(id)),
    trouble: job.status === "succeeded" || failed ? null : (job.reason ?? `The job was ${job.status}.`),
  };
}

const snapshotOf = ({ api, workspace, notebookId }: Place): Promise<Snapshot> =>
  new Promise((resolve, reject) => {
    const stop = trpcTransport(api, workspace, notebookId).watch(
      (event) => {
        if (event.type !== "snapshot") return;
        queueMicrotask(() => stop());
        resolve(event.executions);
      },
      (connected) => connected || reject(new QuireError("UNAVAILABLE", "The server does not answer.")),
    );
  });

async function readChunks(chunks: readonly WireChunk[], blobs: BlobTransfer) {
  const read: { seq: number; chunk: OutputChunk }[] = [];
  for (const { seq, json, blobHash } of chunks) {
    const text = json ?? (blobHash === null ? null : new TextDecoder().decode(await blobs.get(blobHash)));
    const parsed = text === null ? undefined : outputChunkSchema.safeParse(JSON.parse(text));
    if (parsed?.success) read.push({ seq, chunk: parsed.data });
  }
  return read;
}
