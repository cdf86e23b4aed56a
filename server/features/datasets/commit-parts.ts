import { verifyPart } from "@/lib/datasets/decode-part";
import { hashManifest } from "@/lib/datasets/manifest";
import type { DatasetColumn, DatasetManifest } from "@/lib/protocol/dataset";
import { QuireError } from "@/lib/protocol/errors";
import type { App } from "@/server/app";
import { requireBlob } from "@/server/blobs/grant";
import { type Caller, once } from "@/server/idempotency/once";
import {
  announceDatasets,
  type CommittedVersion,
  committedVersionSchema,
  insertVersion,
  newManifest,
} from "./commit-version";

export interface PartsCommit {
  name: string;
  message: string;
  columns: DatasetColumn[];
  parts: DatasetManifest["parts"];
  source: string;
  idempotencyKey?: string;
}

const MAX_PART_BYTES = 64 * 1024 * 1024;

/** A version of parts that were uploaded as blobs before. Each is read and checked here: they may come from any client. */
export async function commitParts(
  app: App,
  caller: Caller,
  { idempotencyKey: key, ...commit }: PartsCommit,
): Promise<CommittedVersion> {
  const { workspaceId, userId } = caller;
  const call = { procedure: "datasets.commit", key, asked: commit, answer: committedVersionSchema };
  const committed = await once(app, caller, call, async () => {
    const manifest = await checkedManifest(app, workspaceId, commit);
    const hash = await hashManifest(manifest);
    const version = { workspaceId, userId, name: commit.name, message: commit.message, manifest };
    return (tx) => insertVersion(tx, hash, version);
  });
  announceDatasets(app, workspaceId);
  return committed;
}

async function checkedManifest(
  app: App,
  workspaceId: string,
  commit: Omit<PartsCommit, "idempotencyKey">,
): Promise<DatasetManifest> {
  checkColumns(commit.columns);
  const parts: DatasetManifest["parts"] = [];
  for (const { hash, rows } of commit.parts) {
    const blob = await requireBlob(app, workspaceId, hash);
    if (blob.size > MAX_PART_BYTES)
      throw new QuireError(
        "TOO_LARGE",
        "A part is larger than 64 MB. Parts hold about 8 MB each; datasets.commit makes them so.",
      );
    const part = verifyPart(await app.blobs.read(hash), commit.columns);
    if (part.rows !== rows)
      throw new QuireError("UNPROCESSABLE", `A part has ${part.rows} rows and was announced with ${rows}.`);
    parts.push({ hash, rows, bytes: blob.size });
  }
  return newManifest(commit.columns, parts, commit.source);
}

function checkColumns(columns: readonly DatasetColumn[]): void {
  const names = columns.map((column) => column.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new QuireError("BAD_REQUEST", `Two columns are named "${twice}". Give each its own name.`);
  for (const { name, type, shape, categories } of columns) {
    if (type === "image" && shape?.length !== 3)
      throw new QuireError("BAD_REQUEST", `Image column "${name}" needs the shape [height, width, channels].`);
    if (type === "vector" && shape?.length !== 1)
      throw new QuireError("BAD_REQUEST", `Vector column "${name}" needs the shape [length].`);
    if (type !== "image" && type !== "vector" && shape)
      throw new QuireError("BAD_REQUEST", `Column "${name}" of type ${type} has no shape.`);
    if (type === "category" && !categories)
      throw new QuireError("BAD_REQUEST", `Category column "${name}" needs the names of its classes.`);
  }
}
