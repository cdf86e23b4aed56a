import { crc32, deflateRawSync } from "node:zlib";
import onnxProto from "onnx-proto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exportOnnx } from "@/lib/model-export/export-onnx";
import {
  callerFor,
  createPerson,
  createTestApp,
  createWorkspace,
  type TestApp,
  type TestPerson,
} from "@/server/testing/test-app";
import { putBlob, trainedModel } from "./testing";

let app: TestApp;
let ana: TestPerson;
let team: { id: string; slug: string };

beforeAll(async () => {
  app = await createTestApp();
  ana = await createPerson(app);
  team = await createWorkspace(app, [[ana, "editor"]]);
});
afterAll(() => app.close());

type Files = Record<string, Uint8Array | string>;

const hashes = (files: Files) =>
  Promise.all(
    Object.entries(files).map(async ([fileName, bytes]) => ({ fileName, hash: await putBlob(app, team.id, bytes) })),
  );

const upload = async (name: string, files: Files, labels?: string[]) =>
  callerFor(app, ana).models.upload({
    workspace: team.slug,
    name,
    files: await hashes(files),
    ...(labels ? { labels } : {}),
  });

const predict = async (name: string, row: number[]) => {
  await callerFor(app, ana).endpoints.publish({ workspace: team.slug, name, version: 1 });
  const { text } = await callerFor(app, ana).endpoints.try({ workspace: team.slug, name, body: { instances: [row] } });
  return (JSON.parse(text) as { predictions: number[][] }).predictions[0];
};

async function onnxFile(): Promise<Uint8Array> {
  const { modelJson, weights } = await trainedModel("mlp");
  const exported = exportOnnx(JSON.parse(modelJson), weights);
  if (!exported.ok) throw new Error(exported.reason);
  return exported.onnx;
}

/** The pair as `model.save` downloads it, its weights in two shards. */
async function pairInShards(): Promise<Files> {
  const { modelJson, weights } = await trainedModel("mlp");
  const json = JSON.parse(modelJson) as { weightsManifest: { paths: string[] }[] };
  json.weightsManifest[0]!.paths = ["group1-shard1of2.bin", "./group1-shard2of2.bin"];
  return {
    "model.json": JSON.stringify(json),
    "group1-shard1of2.bin": weights.slice(0, 50),
    "group1-shard2of2.bin": weights.slice(50),
  };
}

/** A zip as any tool writes it; `claimed` lies about the unpacked size of its files. */
function zip(files: Files, claimed?: number): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const bytes = Buffer.from(content);
    const packed = deflateRawSync(bytes);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(crc32(bytes), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(claimed ?? bytes.length, 18);
    fields.writeUInt16LE(name.length, 22);
    local.push(Buffer.from("PK\x03\x04"), fields, Buffer.from(name), packed);
    const place = Buffer.alloc(16);
    place.writeUInt32LE(offset, 12);
    central.push(Buffer.from("PK\x01\x02\x14\x00"), fields, place.subarray(2), Buffer.from(name));
    offset += 30 + name.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  const count = Object.keys(files).length;
  end.writeUInt16LE(count, 4);
  end.writeUInt16LE(count, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...local, directory, Buffer.from("PK\x05\x06"), end]);
}

describe("an upload becomes a version that answers", () => {
  test("from an ONNX file, with labels", async () => {
    expect(await upload("from-onnx", { "net.onnx": await onnxFile() }, ["a", "b", "c"])).toMatchObject({
      number: 1,
      runtime: "onnx",
    });
    const { versions } = await callerFor(app, ana).models.get({ workspace: team.slug, name: "from-onnx" });
    expect(versions[0]?.signature).toMatchObject({
      inputs: [{ shape: [-1, 4] }],
      outputs: [{ shape: [-1, 3] }],
      labels: ["a", "b", "c"],
    });
  });

  test("from a TensorFlow.js pair in shards, and from the same as a zip in a folder", async () => {
    const files = await pairInShards();
    expect(await upload("from-pair", files)).toMatchObject({ runtime: "onnx" });
    const folder = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`model/${name}`, bytes]));
    expect(await upload("from-zip", { "model.zip": zip(folder) })).toMatchObject({ runtime: "onnx" });
    const { model } = await trainedModel("mlp");
    const expected = (
      model.predict((await import("@tensorflow/tfjs")).tensor([[1, 2, 3, 4]])) as { dataSync(): Float32Array }
    ).dataSync();
    for (const name of ["from-onnx", "from-pair", "from-zip"]) {
      const answer = await predict(name, [1, 2, 3, 4]);
      answer?.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));
    }
  });

  test("from a TensorFlow.js model that ONNX cannot hold", async () => {
    const { modelJson, weights } = await trainedModel("bidirectional");
    expect(await upload("from-tfjs", { "model.json": modelJson, "weights.bin": weights })).toMatchObject({
      runtime: "tfjs",
      runtimeNote: expect.stringContaining("Bidirectional") as string,
    });
  });
});

describe("a file that cannot be used is refused with the reason", () => {
  const cases: [string, () => Files | Promise<Files>, RegExp][] = [
    ["no model at all", () => ({ "notes.txt": "hello" }), /no model among the files/],
    ["an ONNX file that is none", () => ({ "net.onnx": "hello, I am not a model" }), /ONNX/],
    ["an empty ONNX file", () => ({ "net.onnx": "" }), /no graph/],
    ["an ONNX file cut in the middle", async () => ({ "net.onnx": (await onnxFile()).slice(0, 300) }), /ONNX/],
    ["a zip that is none", () => ({ "model.zip": "PK but no zip" }), /zip file cannot be read/],
    [
      "a zip cut in the middle",
      async () => ({ "model.zip": zip(await pairInShards()).subarray(0, 400) }),
      /zip file cannot be read/,
    ],
    [
      "a zip that unpacks to more than it says",
      () => ({ "model.zip": zip({ "net.onnx": new Uint8Array(100_000) }, 10) }),
      /zip file cannot be read/,
    ],
    [
      "a zip bomb",
      () => ({ "model.zip": zip({ "net.onnx": new Uint8Array(1000) }, 0xffff_fff0) }),
      /unpacks to more than 512 MB/,
    ],
    [
      "a model.json that is not JSON",
      () => ({ "model.json": "{" }),
      /model\.json is not one that TensorFlow\.js writes/,
    ],
    ["a model.json of something else", () => ({ "model.json": "{}" }), /weightsManifest/],
    [
      "missing weights",
      async () => ({ "model.json": (await pairInShards())["model.json"]! }),
      /"group1-shard1of2\.bin", which are not among the files/,
    ],
    [
      "weights that are too short",
      async () => ({ ...(await pairInShards()), "group1-shard2of2.bin": new Uint8Array(3) }),
      /TensorFlow\.js cannot load|weights/i,
    ],
    [
      "a layer that nobody knows",
      async () => {
        const { modelJson, weights } = await trainedModel("mlp");
        return {
          "model.json": modelJson.replace('"class_name":"Dense"', '"class_name":"MyOwn"'),
          "weights.bin": weights,
        };
      },
      /MyOwn/,
    ],
  ];
  for (const [name, files, message] of cases)
    test(name, async () => {
      await expect(upload("refused", await files())).rejects.toThrow(message);
    });

  test("labels that do not fit the scores", async () => {
    await expect(upload("refused", { "net.onnx": await onnxFile() }, ["one"])).rejects.toThrow(
      "There are 1 labels, but the model gives 3 scores",
    );
  });

  test("an ONNX file whose weights lie in a file of the server", async () => {
    const model = onnxProto.onnx.ModelProto.decode(await onnxFile());
    const [tensor] = model.graph!.initializer!;
    tensor!.rawData = new Uint8Array();
    tensor!.dataLocation = onnxProto.onnx.TensorProto.DataLocation.EXTERNAL;
    tensor!.externalData = [{ key: "location", value: "/etc/passwd" }];
    await expect(upload("refused", { "net.onnx": onnxProto.onnx.ModelProto.encode(model).finish() })).rejects.toThrow(
      "lies in a file of its own",
    );
  });

  test("and nothing of it is kept", async () => {
    await expect(callerFor(app, ana).models.get({ workspace: team.slug, name: "refused" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});
