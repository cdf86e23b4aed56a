import { stat } from "node:fs/promises";
import path from "node:path";
import { and, asc, eq, isNull } from "drizzle-orm";
import { exampleData } from "@/lib/examples/example-data";
import { type ExampleName, exampleNames } from "@/lib/examples/catalogue";
import { type ImportState, importOptionsSchema } from "@/lib/datasets/import-options";
import { QuireError } from "@/lib/protocol/errors";
import type { App } from "@/server/app";
import { datasets, exampleImports } from "@/server/db/schema/datasets";
import type { EventBus } from "@/server/events";
import { type ImportRequest, startImport } from "./import-jobs";

const folder = path.resolve("examples/data");
/** Imports take seconds. Who asks for the data waits so long, and is then told how far it is. */
const LONGEST_WAIT_MS = 60_000;

interface Arrival {
  importId: string;
  ended: Promise<void>;
}

/** Imports of examples that are under way in this process, by workspace and dataset. */
const arrivalsOf = new WeakMap<EventBus, Map<string, Arrival>>();

function arrivals({ events }: App): Map<string, Arrival> {
  const found = arrivalsOf.get(events) ?? new Map<string, Arrival>();
  arrivalsOf.set(events, found);
  return found;
}

const keyOf = (workspaceId: string, dataset: string) => `${workspaceId} ${dataset}`;

/** How the file of an example becomes its dataset. The same file again is the same version: nothing changes. */
export async function exampleRequest(workspaceId: string, name: ExampleName): Promise<ImportRequest> {
  const { dataset, file, description, licence, options } = exampleData[name];
  const source = path.join(folder, file);
  return {
    workspaceId,
    userId: null,
    name: dataset,
    message: "",
    files: [{ path: source, name: file, size: (await stat(source)).size }],
    options: importOptionsSchema.parse(options),
    about: { description, licence },
  };
}

/** Sees to it that the workspace gets the data of the example: in the background, and after a restart if need be. */
export async function importExample(app: App, workspaceId: string, name: ExampleName): Promise<void> {
  const { dataset } = exampleData[name];
  if (arrivals(app).has(keyOf(workspaceId, dataset))) return;
  await app.db
    .insert(exampleImports)
    .values({ workspaceId, name })
    .onConflictDoUpdate({ target: [exampleImports.workspaceId, exampleImports.name], set: { error: null } });
  begin(app, await exampleRequest(workspaceId, name), name);
}

/** The same where the workspace has no dataset of that name: one that people went on with is left alone. */
export async function bringExample(app: App, workspaceId: string, name: ExampleName): Promise<void> {
  const [there] = await app.db
    .select({ id: datasets.id })
    .from(datasets)
    .where(
      and(
        eq(datasets.workspaceId, workspaceId),
        eq(datasets.name, exampleData[name].dataset),
        isNull(datasets.deletedAt),
      ),
    );
  if (!there) await importExample(app, workspaceId, name);
}

/** At the start: what an earlier process had not finished. */
export async function resumeExampleImports(app: App): Promise<void> {
  for (const { workspaceId, name } of await app.db
    .select()
    .from(exampleImports)
    .orderBy(asc(exampleImports.createdAt))) {
    const known = exampleNames.find((one) => one === name);
    if (known) await importExample(app, workspaceId, known);
    else await app.db.delete(exampleImports).where(eq(exampleImports.name, name));
  }
}

function begin(app: App, request: ImportRequest, name: ExampleName): void {
  const { workspaceId } = request;
  const key = keyOf(workspaceId, request.name);
  if (arrivals(app).has(key)) return;
  const { state, ended } = startImport(app, request, async (end) => {
    arrivals(app).delete(key);
    await keepOutcome(app, workspaceId, name, end).finally(() => tellChange(app, workspaceId));
  });
  arrivals(app).set(key, { importId: state.id, ended });
  tellChange(app, workspaceId);
}

/** A failed one stays to be said, and to be tried again; one that a person cancelled is not wanted. */
async function keepOutcome(app: App, workspaceId: string, name: ExampleName, { error }: ImportState): Promise<void> {
  const row = and(eq(exampleImports.workspaceId, workspaceId), eq(exampleImports.name, name));
  if (error) await app.db.update(exampleImports).set({ error: error.message }).where(row);
  else await app.db.delete(exampleImports).where(row);
}

const tellChange = (app: App, workspaceId: string) =>
  app.events.publish("workspace", workspaceId, { changed: "datasets" });

/** Datasets that are still to come into the workspace. `importId` while it runs, `error` once it has failed. */
export async function listArriving(app: App, workspaceId: string) {
  const rows = await app.db
    .select()
    .from(exampleImports)
    .where(eq(exampleImports.workspaceId, workspaceId))
    .orderBy(asc(exampleImports.createdAt));
  return rows.flatMap(({ name, error }) => {
    const example = exampleNames.find((one) => one === name);
    if (!example) return [];
    const { dataset } = exampleData[example];
    return [{ example, dataset, importId: arrivals(app).get(keyOf(workspaceId, dataset))?.importId, error }];
  });
}

/** Resolves when the dataset is not on its way (any more), or the wait has been long enough. */
export async function untilArrived(app: App, workspaceId: string, dataset: string, signal: AbortSignal): Promise<void> {
  const arrival = arrivals(app).get(keyOf(workspaceId, dataset));
  if (!arrival) return;
  const enough = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_WAIT_MS)]);
  await Promise.race([arrival.ended, new Promise((resolve) => enough.addEventListener("abort", resolve))]);
}

/** Why the workspace lacks a dataset that is to come; null for any other name. */
export async function whyNotThere(app: App, workspaceId: string, dataset: string): Promise<QuireError | null> {
  const coming = (await listArriving(app, workspaceId)).find((one) => one.dataset === dataset);
  if (!coming) return null;
  if (coming.error === null)
    return new QuireError(
      "UNAVAILABLE",
      `"${dataset}" is still being imported. Try again in a moment; Datasets shows how far it is.`,
    );
  return new QuireError(
    "UNAVAILABLE",
    `The data of the example could not be imported into "${dataset}": ${coming.error} Then press Try again under Datasets.`,
  );
}
