import { z } from "zod";
import { hashSchema } from "@/lib/protocol/dataset";
import { QuireError } from "@/lib/protocol/errors";
import { idempotencyKeySchema } from "@/lib/protocol/idempotency";
import { modelNameSchema, signatureSchema } from "@/lib/protocol/model";
import type { App } from "@/server/app";
import { requireBlob } from "@/server/blobs/grant";
import { requireRun } from "@/server/features/runs/require-run";
import { type Caller, once } from "@/server/idempotency/once";
import { type AddedVersion, addedVersionSchema, announceModels, insertVersion, type NewVersion } from "./add-version";
import { checkSignature, prepareLayers } from "./prepare-layers";
import { MAX_DESCRIPTION_BYTES, MAX_MODEL_BYTES } from "./store-file";

/** `modelJson` and `weights` are hashes of blobs that were sent to /blobs/WORKSPACE before. */
export const saveModelSchema = z.object({
  name: modelNameSchema,
  runId: z.string().optional(),
  modelJson: hashSchema,
  weights: hashSchema,
  signature: signatureSchema,
  idempotencyKey: idempotencyKeySchema.optional(),
});

/** Keeps a layers model that a kernel trained as the next version of its name. */
export async function saveModel(
  app: App,
  caller: Caller,
  { idempotencyKey: key, ...input }: z.infer<typeof saveModelSchema>,
): Promise<AddedVersion> {
  const { workspaceId } = caller;
  const call = { procedure: "models.save", key, asked: input, answer: addedVersionSchema };
  const added = await once(app, caller, call, async () => {
    const version = await prepareVersion(app, caller, input);
    return (tx) => insertVersion(tx, workspaceId, version);
  });
  announceModels(app, workspaceId);
  return added;
}

async function prepareVersion(
  app: App,
  { workspaceId, userId }: Caller,
  input: Omit<z.infer<typeof saveModelSchema>, "idempotencyKey">,
): Promise<NewVersion> {
  const { name, runId, signature } = input;
  if (runId !== undefined) await requireRun(app.db, workspaceId, runId);
  const description = await readGranted(app, workspaceId, input.modelJson, MAX_DESCRIPTION_BYTES);
  const weights = await readGranted(app, workspaceId, input.weights, MAX_MODEL_BYTES);
  const prepared = await prepareLayers(app, workspaceId, description.toString("utf8"), weights);
  if (prepared.form) checkSignature(signature, prepared.form);
  return {
    name,
    runId: runId ?? null,
    createdBy: userId,
    signature,
    runtime: prepared.runtime,
    runtimeNote: prepared.runtimeNote,
    files: [
      { path: "model.json", hash: input.modelJson, bytes: description.length },
      { path: "weights.bin", hash: input.weights, bytes: weights.length },
      ...prepared.files,
    ],
  };
}

/** The bytes of a blob that this workspace may read and that is not too large to hold in memory. */
export async function readGranted(app: App, workspaceId: string, hash: string, maxBytes: number): Promise<Buffer> {
  const { size } = await requireBlob(app, workspaceId, hash);
  if (size > maxBytes)
    throw new QuireError(
      "TOO_LARGE",
      `The model's file is ${Math.ceil(size / 2 ** 20)} MB; at most ${maxBytes / 2 ** 20} MB can be taken.`,
    );
  return app.blobs.read(hash);
}
