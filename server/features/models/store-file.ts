import type { ModelFiles } from "@/lib/protocol/model";
import type { App } from "@/server/app";
import { grantBlob } from "@/server/blobs/grant";

/** A model and its weights, in all: what the processes that run models can be expected to hold. */
export const MAX_MODEL_BYTES = 512 * 1024 * 1024;
/** `model.json` without its weights. */
export const MAX_DESCRIPTION_BYTES = 32 * 1024 * 1024;

type ModelFile = ModelFiles[number];

const contentTypes: Record<ModelFile["path"], string> = {
  "model.json": "application/json",
  "weights.bin": "application/octet-stream",
  "model.onnx": "application/octet-stream",
};

/** Keeps a file of a model as a blob that the workspace may read. */
export async function storeFile(
  app: App,
  workspaceId: string,
  path: ModelFile["path"],
  bytes: Uint8Array,
): Promise<ModelFile> {
  const blob = await app.blobs.put(bytes, { maxBytes: MAX_MODEL_BYTES });
  await grantBlob(app, workspaceId, { ...blob, contentType: contentTypes[path] });
  return { path, hash: blob.hash, bytes: blob.size };
}
