import { stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { FileStore } from "@tus/file-store";
import { MemoryLocker, Server } from "@tus/server";
import { newId } from "@/lib/ids";
import { QuireError } from "@/lib/protocol/errors";
import type { App } from "@/server/app";
import { describeBytes } from "@/server/blobs/staging";
import type { SourceFile } from "./import/import-context";

/** An upload that nobody finished or imported is dropped after a day. */
const KEEP_MS = 24 * 60 * 60 * 1000;
const MB = 1024 * 1024;
/** Left free on the disk for the database and everything else. */
const RESERVE = 64 * MB;

const locker = new MemoryLocker();

export interface UploadOwner {
  workspaceId: string;
  slug: string;
  userId: string;
}

const folderOf = (app: App) => join(app.env.QUIRE_DATA, "uploads");

const storeOf = (app: App) => new FileStore({ directory: folderOf(app), expirationPeriodInMilliseconds: KEEP_MS });

/** Uploads are the person's own: their ids begin with whose they are, and every later request is checked against that. */
const prefixOf = ({ workspaceId, userId }: UploadOwner) => `${workspaceId}.${userId}.`;

export function checkUploadOwner(owner: UploadOwner, uploadId: string): void {
  if (!uploadId.startsWith(prefixOf(owner)) || !/^[\w.-]+$/.test(uploadId))
    throw new QuireError(
      "NOT_FOUND",
      "There is no such upload of yours in this workspace. It may have expired; upload the file again.",
    );
}

/** Speaks tus for that person. Cheap to make: the files and the locks are shared. */
export function uploadServer(app: App, owner: UploadOwner): Server {
  const maxSize = app.env.QUIRE_MAX_UPLOAD_MB * MB;
  return new Server({
    path: `/uploads/${owner.slug}`,
    datastore: storeOf(app),
    locker,
    maxSize,
    relativeLocation: true,
    allowedOrigins: [],
    namingFunction: () => prefixOf(owner) + newId(),
    onUploadCreate: async (_req, upload) => {
      await refuseWhatDoesNotFit(app, upload.size ?? 0);
      return {};
    },
    onResponseError: async (_req, error) => {
      const problem = await explain(app, error, maxSize);
      if (problem.status_code >= 500) app.log.error({ err: error, status: problem.status_code }, "upload failed");
      return problem;
    },
  });
}

/** Better now than after an hour's upload. */
export async function refuseWhatDoesNotFit(app: App, size: number): Promise<void> {
  const free = await freeBytes(app);
  if (size + RESERVE <= free) return;
  const body = `The server's disk has ${describeBytes(free)} free, too little for a file of ${describeBytes(size)}. Free some space on it and try again.`;
  throw Object.assign(new QuireError("NO_SPACE", body), { status_code: 507, body });
}

async function freeBytes(app: App): Promise<number> {
  const { bavail, bsize } = await statfs(app.env.QUIRE_DATA);
  return bavail * bsize;
}

async function explain(
  app: App,
  error: Error | { status_code: number; body: string },
  maxSize: number,
): Promise<{ status_code: number; body: string }> {
  const status = "status_code" in error && typeof error.status_code === "number" ? error.status_code : 500;
  const body = "body" in error && typeof error.body === "string" ? error.body : "";
  if (status === 413)
    return {
      status_code: 413,
      body: `The file is larger than ${describeBytes(maxSize)}, the most that this server accepts (QUIRE_MAX_UPLOAD_MB). Split it.`,
    };
  // The library hides why a write failed.
  if (status === 500 && (await freeBytes(app)) < MB)
    return {
      status_code: 507,
      body: "The server's disk is full. Free some space on it; the upload then goes on from where it is.",
    };
  return { status_code: status, body: body || "The upload failed on the server. Try again." };
}

/** A finished upload as a file to import. */
export async function requireUpload(app: App, owner: UploadOwner, uploadId: string): Promise<SourceFile> {
  checkUploadOwner(owner, uploadId);
  const upload = await storeOf(app)
    .getUpload(uploadId)
    .catch(() => null);
  if (!upload) throw new QuireError("NOT_FOUND", "This upload is no longer there. Upload the file again.");
  if (upload.offset !== upload.size)
    throw new QuireError(
      "CONFLICT",
      `Only ${describeBytes(upload.offset)} of ${describeBytes(upload.size ?? 0)} have arrived. Let the upload finish first.`,
    );
  const path = join(folderOf(app), uploadId);
  return { path, name: upload.metadata?.filename ?? "upload", size: (await stat(path)).size };
}

export async function removeUpload(app: App, uploadId: string): Promise<void> {
  await storeOf(app)
    .remove(uploadId)
    .catch((error: unknown) => app.log.debug({ err: error, uploadId }, "upload was already gone"));
}

/** Called when a new upload begins: there is no other moment at which old ones would matter. */
export async function removeExpiredUploads(app: App): Promise<void> {
  await storeOf(app)
    .deleteExpired()
    .catch((error: unknown) => app.log.warn({ err: error }, "could not remove expired uploads"));
}
