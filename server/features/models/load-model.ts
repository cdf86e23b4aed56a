import { desc, eq } from "drizzle-orm";
import { QuireError } from "@/lib/protocol/errors";
import type { ModelFiles, Signature } from "@/lib/protocol/model";
import type { App } from "@/server/app";
import { modelVersions } from "@/server/db/schema/models";
import { requireModel, requireVersion } from "./find-model";

export interface LoadedVersion {
  name: string;
  number: number;
  versionId: string;
  signature: Signature;
  /** `model.json` and `weights.bin`; their bytes come from /blobs/WORKSPACE/HASH. */
  files: ModelFiles;
}

/** What a kernel needs to take a model up again: the newest version, or the one asked for. */
export async function loadModel(app: App, workspaceId: string, name: string, number?: number): Promise<LoadedVersion> {
  const model = await requireModel(app.db, workspaceId, name);
  const version =
    number === undefined ? await newestVersion(app, model.id) : await requireVersion(app.db, model, number);
  if (!version) throw new QuireError("NOT_FOUND", `The model "${name}" has no version yet.`);
  if (!version.files.some((file) => file.path === "model.json"))
    throw new QuireError(
      "UNPROCESSABLE",
      `${name}@${version.number} is an ONNX file; cells can only load TensorFlow.js models.`,
    );
  const files = version.files.filter((file) => file.path !== "model.onnx");
  return { name, number: version.number, versionId: version.id, signature: version.signature, files };
}

async function newestVersion(app: App, modelId: string) {
  const [row] = await app.db
    .select()
    .from(modelVersions)
    .where(eq(modelVersions.modelId, modelId))
    .orderBy(desc(modelVersions.number))
    .limit(1);
  return row;
}
