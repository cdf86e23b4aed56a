import { z } from "zod";
import { hashSchema } from "@/lib/protocol/dataset";
import { QuireError } from "@/lib/protocol/errors";
import { modelNameSchema, type ModelFiles, type Signature } from "@/lib/protocol/model";
import { weightSpecSchema } from "@/lib/model-export/weights";
import type { ModelForm } from "@/lib/serving/pool-protocol";
import type { App } from "@/server/app";
import { audit } from "@/server/features/people/audit";
import { type AddedVersion, addVersion } from "./add-version";
import { prepareLayers } from "./prepare-layers";
import { readZip } from "./read-zip";
import { readGranted } from "./save-model";
import { MAX_DESCRIPTION_BYTES, MAX_MODEL_BYTES, storeFile } from "./store-file";

/** The files of one model, each sent to /blobs/WORKSPACE before: an ONNX file, a zip, or `model.json` with its weights. */
export const uploadModelSchema = z.object({
  name: modelNameSchema,
  files: z
    .array(z.object({ fileName: z.string().min(1).max(300), hash: hashSchema }))
    .min(1)
    .max(200),
  labels: z.array(z.string().max(200)).max(10_000).optional(),
});
type Upload = z.infer<typeof uploadModelSchema>;

interface PreparedUpload {
  runtime: "onnx" | "tfjs";
  runtimeNote: string;
  form: ModelForm;
  files: ModelFiles;
}

/** Takes a model that was made elsewhere. It must load and answer once before a version is made of it. */
export async function uploadModel(app: App, workspaceId: string, userId: string, input: Upload): Promise<AddedVersion> {
  const files = await unpack(await readFiles(app, workspaceId, input));
  const { form, ...prepared } = await prepare(app, workspaceId, files);
  const signature = withLabels(form, input.labels);
  const added = await addVersion(app, workspaceId, {
    name: input.name,
    runId: null,
    createdBy: userId,
    signature,
    ...prepared,
  });
  await audit(app, {
    workspaceId,
    userId,
    action: "model.upload",
    target: input.name,
    details: { version: added.number },
  });
  return added;
}

async function readFiles(app: App, workspaceId: string, { files }: Upload): Promise<Map<string, Buffer>> {
  const read = new Map<string, Buffer>();
  let room = MAX_MODEL_BYTES;
  for (const { fileName, hash } of files) {
    const bytes = await readGranted(app, workspaceId, hash, room);
    room -= bytes.length;
    read.set(fileName.split(/[/\\]/).at(-1) ?? fileName, bytes);
  }
  return read;
}

async function unpack(files: Map<string, Buffer>): Promise<Map<string, Buffer>> {
  const [first] = files;
  if (files.size !== 1 || !first?.[0].toLowerCase().endsWith(".zip")) return files;
  return readZip(first[1], MAX_MODEL_BYTES);
}

const endsWith = (files: Map<string, Buffer>, ending: string) =>
  [...files].find(([name]) => name.toLowerCase().endsWith(ending));

async function prepare(app: App, workspaceId: string, files: Map<string, Buffer>): Promise<PreparedUpload> {
  const onnx = endsWith(files, ".onnx");
  if (onnx) return prepareOnnx(app, workspaceId, onnx[1]);
  const description = files.get("model.json") ?? endsWith(files, ".json")?.[1];
  if (description) return prepareTensorFlow(app, workspaceId, description, files);
  throw new QuireError(
    "BAD_REQUEST",
    "There is no model among the files. Send an .onnx file, a model.json with its .bin weights, or a zip of either.",
  );
}

async function prepareOnnx(app: App, workspaceId: string, onnx: Buffer): Promise<PreparedUpload> {
  const form = await app.inference.inspect({ runtime: "onnx", onnx });
  return { runtime: "onnx", runtimeNote: "", form, files: [await storeFile(app, workspaceId, "model.onnx", onnx)] };
}

const manifestSchema = z.looseObject({
  weightsManifest: z.array(z.object({ paths: z.array(z.string()), weights: z.array(weightSpecSchema) })),
});

async function prepareTensorFlow(
  app: App,
  workspaceId: string,
  description: Buffer,
  files: Map<string, Buffer>,
): Promise<PreparedUpload> {
  const manifest = readManifest(description);
  const weights = Buffer.concat(
    manifest.weightsManifest.flatMap((group) => group.paths).map((path) => shard(files, path)),
  );
  const specs = manifest.weightsManifest.flatMap((group) => group.weights);
  const modelJson = JSON.stringify({ ...manifest, weightsManifest: [{ paths: ["weights.bin"], weights: specs }] });
  const prepared = await prepareLayers(app, workspaceId, modelJson, weights);
  if (!prepared.form)
    throw new QuireError("UNPROCESSABLE", prepared.runtimeNote.replace("It cannot be published. ", ""));
  const pair = [
    await storeFile(app, workspaceId, "model.json", Buffer.from(modelJson)),
    await storeFile(app, workspaceId, "weights.bin", weights),
  ];
  return { ...prepared, form: prepared.form, files: [...pair, ...prepared.files] };
}

function readManifest(description: Buffer): z.infer<typeof manifestSchema> {
  if (description.length > MAX_DESCRIPTION_BYTES)
    throw new QuireError("TOO_LARGE", `The model.json is larger than ${MAX_DESCRIPTION_BYTES / 2 ** 20} MB.`);
  try {
    return manifestSchema.parse(JSON.parse(description.toString("utf8")));
  } catch (error) {
    const why =
      error instanceof z.ZodError
        ? z.prettifyError(error)
        : error instanceof Error
          ? error.message
          : "it cannot be read";
    throw new QuireError("BAD_REQUEST", `The model.json is not one that TensorFlow.js writes: ${why}`, {
      cause: error,
    });
  }
}

/** A file of weights, by its name alone: the manifest's paths are never followed. */
function shard(files: Map<string, Buffer>, path: string): Buffer {
  const name = path.split(/[/\\]/).at(-1) ?? path;
  const bytes = files.get(name);
  if (!bytes)
    throw new QuireError(
      "BAD_REQUEST",
      `The model.json names the weights "${name}", which are not among the files. Choose them together.`,
    );
  return bytes;
}

function withLabels(form: ModelForm, labels: string[] | undefined): Signature {
  if (!labels || labels.length === 0) return form;
  const scores = form.outputs[0]?.shape.at(-1);
  if (scores !== undefined && scores > 1 && scores !== labels.length)
    throw new QuireError(
      "BAD_REQUEST",
      `There are ${labels.length} labels, but the model gives ${scores} scores a row.`,
    );
  return { ...form, labels };
}
