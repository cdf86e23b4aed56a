import { newId } from "@/lib/ids";
import type { ImportOptions, ImportState } from "@/lib/datasets/import-options";
import { QuireError } from "@/lib/protocol/errors";
import type { App } from "@/server/app";
import { whileUnderWay } from "@/server/blobs/under-way";
import type { EventBus } from "@/server/events";
import { commitVersion, newManifest } from "./commit-version";
import { importFiles } from "./import/import-files";
import { importLimits, type SourceFile } from "./import/import-context";
import { ImportError } from "./import/import-error";

export interface ImportRequest {
  workspaceId: string;
  userId: string | null;
  name: string;
  message: string;
  files: SourceFile[];
  options: ImportOptions;
  /** What the version says it comes from, where that is not the files' names. */
  from?: string;
  about?: { description?: string; licence?: string };
}

/** Brings the files to this machine. They are done away with when the import has ended. */
export type FetchFiles = (
  signal: AbortSignal,
  progress: (bytes: number, total: number | null) => void,
) => Promise<{ files: SourceFile[]; dispose: () => Promise<void> }>;

type BackgroundRequest = Omit<ImportRequest, "files"> & { files: SourceFile[] | FetchFiles };

interface Job {
  workspaceId: string;
  state: ImportState;
  abort: AbortController;
  toldAt: number;
  /** Tells what was not told at once. */
  timer?: NodeJS.Timeout;
}

/** More at once would only slow each other and everyone else down. Those that wait for another host are no load. */
const AT_ONCE = 2;
const FETCHES_AT_ONCE = 8;
/** Finished ones are remembered so that a page that comes back still learns how it went. */
const REMEMBERED = 200;

class Turns {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(private readonly atOnce: number) {}

  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.atOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running++;
    try {
      return await work();
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  }
}

class ImportJobs {
  readonly imports = new Turns(AT_ONCE);
  readonly fetches = new Turns(FETCHES_AT_ONCE);
  readonly #jobs = new Map<string, Job>();
  /** Until what follows each end is done as well. */
  readonly ends = new Set<Promise<void>>();
  stopping = false;

  get(id: string): Job | undefined {
    return this.#jobs.get(id);
  }

  add(job: Job): void {
    this.#jobs.set(job.state.id, job);
    for (const [id, { state }] of this.#jobs) {
      if (this.#jobs.size <= REMEMBERED) break;
      if (state.status !== "queued" && state.status !== "running") this.#jobs.delete(id);
    }
  }

  abortAll(): void {
    this.stopping = true;
    for (const { abort } of this.#jobs.values()) abort.abort();
  }
}

/** By the bus, which is one in a server. */
const jobsOf = new WeakMap<EventBus, ImportJobs>();

function jobs(app: App): ImportJobs {
  const found = jobsOf.get(app.events) ?? new ImportJobs();
  jobsOf.set(app.events, found);
  return found;
}

/**
 * Begins an import in the background. `onEnd` runs when it has succeeded, failed or been cancelled, but not when the server
 * stops meanwhile: as after a crash. `ended` resolves after that, and never fails.
 */
export function startImport(
  app: App,
  request: BackgroundRequest,
  onEnd: (state: ImportState) => Promise<void>,
): { state: ImportState; ended: Promise<void> } {
  const all = jobs(app);
  const total = Array.isArray(request.files) ? totalOf(request.files) : 0;
  const state: ImportState = { id: newId(), name: request.name, status: "queued", done: 0, total, rows: 0, notes: [] };
  const job: Job = { workspaceId: request.workspaceId, state, abort: new AbortController(), toldAt: 0 };
  all.add(job);
  const ended = runJob(app, job, request, onEnd).finally(() => all.ends.delete(ended));
  all.ends.add(ended);
  return { state, ended };
}

/** Breaks off what runs, and waits until nothing does. */
export async function stopImports(app: App): Promise<void> {
  jobs(app).abortAll();
  await Promise.all(jobs(app).ends);
}

/** Everything is read twice. */
const totalOf = (files: readonly SourceFile[]) => 2 * files.reduce((sum, file) => sum + file.size, 0);

async function runJob(
  app: App,
  job: Job,
  request: BackgroundRequest,
  onEnd: (state: ImportState) => Promise<void>,
): Promise<void> {
  const ended = await endOf(app, job, request);
  // What follows is done before anybody is told of the end.
  if (!jobs(app).stopping)
    await onEnd({ ...job.state, ...ended }).catch((error: unknown) =>
      app.log.error({ err: error, importId: job.state.id }, "the end of an import was not kept"),
    );
  update(app, job, ended);
}

async function endOf(
  app: App,
  job: Job,
  request: BackgroundRequest,
): Promise<Partial<ImportState> & { status: ImportState["status"] }> {
  let dispose: (() => Promise<void>) | undefined;
  try {
    const fetched = await filesOf(app, job, request.files);
    dispose = fetched.dispose;
    const result = await jobs(app).imports.take(() => {
      job.abort.signal.throwIfAborted();
      update(app, job, { status: "running" });
      const { files } = fetched;
      return importNow(app, { ...request, files }, job.abort.signal, (change) => update(app, job, change));
    });
    return { status: "succeeded", done: job.state.total, result };
  } catch (error) {
    if (job.abort.signal.aborted) return { status: "cancelled" };
    return { status: "failed", error: explain(app, job, error) };
  } finally {
    await dispose?.();
  }
}

async function filesOf(
  app: App,
  job: Job,
  files: BackgroundRequest["files"],
): Promise<{ files: SourceFile[]; dispose?: () => Promise<void> }> {
  if (Array.isArray(files)) return { files };
  const fetched = await jobs(app).fetches.take(() => {
    job.abort.signal.throwIfAborted();
    update(app, job, { status: "running", fetched: { bytes: 0, total: null } });
    return files(job.abort.signal, (bytes, total) => update(app, job, { fetched: { bytes, total } }));
  });
  update(app, job, { status: "queued", fetched: undefined, total: totalOf(fetched.files) });
  return fetched;
}

/** Imports the files and makes a version of them. Until that moment nothing can be seen of it. */
export function importNow(
  app: App,
  request: ImportRequest,
  signal: AbortSignal,
  onChange: (change: Partial<ImportState>) => void,
) {
  return whileUnderWay(app, () => importParts(app, request, signal, onChange));
}

async function importParts(
  app: App,
  request: ImportRequest,
  signal: AbortSignal,
  onChange: (change: Partial<ImportState>) => void,
) {
  const parts: { hash: string; rows: number; bytes: number }[] = [];
  const notes: string[] = [];
  const { files, options } = request;
  const columns = await importFiles({
    files,
    options,
    signal,
    limits: importLimits(app.env.QUIRE_MAX_UPLOAD_MB),
    keep: async ({ rows, arrow }) => {
      signal.throwIfAborted();
      const { hash, size } = await app.blobs.put(arrow);
      parts.push({ hash, rows, bytes: size });
    },
    progress: (done, rows) => onChange({ done, rows }),
    note: (text) => {
      if (!notes.includes(text)) notes.push(text);
      onChange({ notes: [...notes] });
    },
  });
  signal.throwIfAborted();
  const manifest = newManifest(columns, parts, request.from ?? files.map((file) => file.name).join(", "));
  const { workspaceId, userId, name, message, about } = request;
  const { number, versionId, created, restored } = await commitVersion(app, {
    workspaceId,
    userId,
    name,
    message,
    manifest,
    about,
  });
  if (restored) notes.push(`"${name}" had been deleted. It is back, with its earlier versions.`);
  onChange({ rows: manifest.rows, notes });
  return { name, number, versionId, created };
}

function explain(app: App, job: Job, error: unknown): NonNullable<ImportState["error"]> {
  if (error instanceof ImportError) return { message: error.message, ...error.place };
  if (error instanceof QuireError) {
    app.log.info({ importId: job.state.id, reason: error.message }, "import refused");
    return { message: error.message };
  }
  app.log.error({ err: error, importId: job.state.id }, "import failed");
  return { message: `The import failed on the server. It is logged under ${job.state.id}.` };
}

/** People cannot see more than this, and each is a message to every page that watches. */
const TOLD_EVERY_MS = 100;

function update(app: App, job: Job, change: Partial<ImportState>): void {
  job.state = { ...job.state, ...change };
  const wait = job.toldAt + TOLD_EVERY_MS - Date.now();
  if (change.status !== undefined || wait <= 0) return tell(app, job);
  job.timer ??= setTimeout(() => tell(app, job), wait).unref();
}

function tell(app: App, job: Job): void {
  clearTimeout(job.timer);
  job.timer = undefined;
  job.toldAt = Date.now();
  app.events.publish("import", job.state.id, job.state);
}

function requireJob(app: App, workspaceId: string, importId: string): Job {
  const job = jobs(app).get(importId);
  if (job?.workspaceId === workspaceId) return job;
  throw new QuireError(
    "NOT_FOUND",
    "The server knows nothing of this import; it was restarted since. Import the file again.",
  );
}

export function cancelImport(app: App, workspaceId: string, importId: string): void {
  requireJob(app, workspaceId, importId).abort.abort();
}

/** The state now and at each change, until the import has ended. */
export async function* watchImport(
  app: App,
  workspaceId: string,
  importId: string,
  signal: AbortSignal,
): AsyncGenerator<ImportState> {
  const changes = app.events.subscribe("import", importId, signal);
  const { state } = requireJob(app, workspaceId, importId);
  yield state;
  if (hasEnded(state)) return;
  for await (const change of changes) {
    yield change;
    if (hasEnded(change)) return;
  }
}

const hasEnded = ({ status }: ImportState) => status !== "queued" && status !== "running";
