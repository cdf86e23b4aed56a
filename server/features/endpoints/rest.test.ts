import type * as tf from "@tensorflow/tfjs";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { randomInput, worstDifference } from "@/lib/model-export/testing";
import { parseLooseJson } from "@/lib/serving/loose-json";
import { endpointTraffic } from "@/server/db/schema/models";
import { auditLog } from "@/server/db/schema/people";
import { putBlob, type SavedFiles, trainedModel } from "@/server/features/models/testing";
import { callerFor, createPerson, createWorkspace, type TestPerson } from "@/server/testing/test-app";
import { createTestServer, type TestServer } from "@/server/testing/test-server";
import { MAX_BODY_BYTES } from "./rest";
import { flushTraffic } from "./traffic";

let server: TestServer;
let ana: TestPerson;
let team: { id: string; slug: string };

beforeAll(async () => {
  server = await createTestServer();
  ana = await createPerson(server.app, "Ana");
  team = await createWorkspace(server.app, [[ana, "editor"]]);
});
afterAll(() => server.close());

const api = () => callerFor(server.app, ana);
const at = (name: string) => ({ workspace: team.slug, name });

async function save(name: string, files: SavedFiles, labels?: string[]) {
  return api().models.save({
    ...at(name),
    modelJson: await putBlob(server.app, team.id, files.modelJson),
    weights: await putBlob(server.app, team.id, files.weights),
    signature: { ...files.signature, ...(labels ? { labels } : {}) },
  });
}

/** A published model with its key. */
async function publish(name: string, kind: Parameters<typeof trainedModel>[0] = "mlp", labels?: string[]) {
  const files = await trainedModel(kind);
  const { runtime } = await save(name, files, labels);
  const { key } = await api().endpoints.publish({ ...at(name), version: 1 });
  if (!key) throw new Error("no key");
  return { ...files, key, runtime };
}

interface Answer {
  status: number;
  headers: Headers;
  text: string;
  json: Record<string, unknown>;
}

async function call(
  path: string,
  { key, body, method = body === undefined ? "GET" : "POST" }: { key?: string; body?: unknown; method?: string } = {},
): Promise<Answer> {
  const response = await fetch(`${server.url}/v1/models/${path}`, {
    method,
    headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: parseLooseJson(text) as Record<string, unknown>,
  };
}

describe("an endpoint and the notebook agree for", () => {
  for (const [kind, shape, runtime] of [
    ["mlp", [5, 4], "onnx"],
    ["cnn", [3, 6, 6, 1], "onnx"],
    ["bidirectional", [4, 3, 2], "tfjs"],
  ] as const)
    test(`${kind}, by ${runtime}`, async () => {
      const name = `agree-${kind}`;
      const { model, key, runtime: chosen } = await publish(name, kind);
      expect(chosen).toBe(runtime);
      const input = randomInput(shape, 9);
      const expected = model.predict(input) as tf.Tensor;
      const rows = await call(`${name}:predict`, { key, body: { instances: await input.array() } });
      expect(rows.status).toBe(200);
      const columns = await call(`${name}:predict`, { key, body: { inputs: { x0: await input.array() } } });
      for (const answer of [rows.json.predictions, columns.json.outputs]) {
        const flat = (answer as number[][]).flat(3);
        expect(worstDifference(flat, expected.dataSync())).toBeLessThanOrEqual(1e-4);
      }
    });
});

describe("a published model", () => {
  const row = [0.1, 0.2, 0.3, 0.4];
  let key: string;
  beforeAll(async () => {
    ({ key } = await publish("digits", "mlp", ["zero", "one", "two"]));
  });

  test("may be called by a page of another site that has its key, and by no cookie", async () => {
    const origin = "https://dashboard.example";
    const address = `${server.url}/v1/models/digits:predict`;
    const asked = await fetch(address, {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
      },
    });
    expect(asked.status).toBe(204);
    expect(asked.headers.get("access-control-allow-origin")).toBe("*");
    expect(asked.headers.get("access-control-allow-methods")).toContain("POST");
    expect(asked.headers.get("access-control-allow-headers")).toBe("authorization, content-type");
    const body = JSON.stringify({ instances: [row] });
    const answer = await fetch(address, { method: "POST", headers: { origin, authorization: `Bearer ${key}` }, body });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
    const refused = await fetch(address, {
      method: "POST",
      headers: { origin, cookie: "quire.session_token=a.b" },
      body,
    });
    expect(refused.status).toBe(401);
    expect(refused.headers.get("access-control-allow-origin"), "its page can read why").toBe("*");
  });

  test("tells its status and its signature as TensorFlow Serving does", async () => {
    const available = { version: "1", state: "AVAILABLE", status: { error_code: "OK", error_message: "" } };
    for (const path of ["digits", "digits/versions/1"])
      expect((await call(path, { key })).json).toEqual({ model_version_status: [available] });
    const { json } = await call("digits/metadata", { key });
    expect(json).toMatchObject({
      model_spec: { name: "digits", version: "1" },
      metadata: {
        signature_def: {
          signature_def: {
            serving_default: {
              inputs: { x0: { dtype: "DT_FLOAT", tensor_shape: { dim: [{ size: "-1" }, { size: "4" }] } } },
              outputs: { y0: { dtype: "DT_FLOAT" } },
              method_name: "tensorflow/serving/predict",
            },
          },
        },
      },
    });
  });

  test("classifies with its labels", async () => {
    const { json } = await call("digits:classify", { key, body: { examples: [{ x0: row }] } });
    const [pairs] = json.results as [string, number][][];
    expect(pairs?.map(([label]) => label)).toEqual(["zero", "one", "two"]);
    expect(pairs?.reduce((sum, [, score]) => sum + score, 0)).toBeCloseTo(1, 5);
  });

  test("takes bare NaN, and gives it back", async () => {
    const { status, text } = await call("digits:predict", { key, body: '{"instances": [[NaN, 0, 0, 0]]}' });
    expect([status, text]).toEqual([200, '{"predictions":[[NaN,NaN,NaN]]}']);
  });

  test("answers to many at once", async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => call("digits:predict", { key, body: { instances: [row] } })),
    );
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
  });

  const bad: [string, number, RegExp, { path?: string; key?: string | null; body?: unknown; method?: string }][] = [
    ["malformed JSON", 400, /not JSON/, { body: '{"instances": [[1,' }],
    ["an empty body", 400, /not JSON/, { body: "" }],
    ["a body that is no object", 400, /JSON object/, { body: "[1]" }],
    ["neither form", 400, /either "instances"/, { body: {} }],
    ["both forms", 400, /not both/, { body: { instances: [row], inputs: [row] } }],
    [
      "a wrong shape",
      400,
      /"x0" has the shape \[1, 3\]\. It takes numbers of shape \[-1, 4\]/,
      { body: { instances: [[1, 2, 3]] } },
    ],
    ["a wrong type", 400, /the text "a" at \[0\]\[0\]/, { body: { instances: [["a", 1, 2, 3]] } }],
    ["a ragged list", 400, /ragged/, { body: { instances: [row, [1]] } }],
    ["no key", 401, /Authorization: Bearer quire_key_/, { key: null, body: { instances: [row] } }],
    ["a wrong key", 401, /wrong or revoked/, { key: "quire_key_wrong", body: { instances: [row] } }],
    [
      "another model's name",
      404,
      /no model "letters" for this key/,
      { path: "letters:predict", body: { instances: [row] } },
    ],
    [
      "a version that was never published",
      404,
      /no published version 7/,
      { path: "digits/versions/7:predict", body: { instances: [row] } },
    ],
    [
      "a label that does not exist",
      404,
      /no label "best"/,
      { path: "digits/labels/best:predict", body: { instances: [row] } },
    ],
    [
      "a label that every object has",
      404,
      /no label "constructor"/,
      { path: "digits/labels/constructor:predict", body: { instances: [row] } },
    ],
    ["no verb", 404, /must end in :predict/, { path: "digits", body: { instances: [row] } }],
    ["an unknown verb", 404, /must end in :predict/, { path: "digits:explain", body: { instances: [row] } }],
    [
      "a body above the limit",
      413,
      /larger than 16 MB/,
      { body: `{"instances": [[${"0,".repeat(MAX_BODY_BYTES)}0]]}` },
    ],
    [
      "regression of scores",
      400,
      /more than one number/,
      { path: "digits:regress", body: { examples: [{ x0: row }] } },
    ],
    ["status without a key", 401, /Bearer/, { path: "digits", key: null }],
    ["metadata of another model", 404, /no model/, { path: "letters/metadata" }],
  ];
  for (const [name, status, message, { path = "digits:predict", key: sent, ...request }] of bad)
    test(`answers ${status} to ${name}`, async () => {
      const answer = await call(path, { ...request, ...(sent === null ? {} : { key: sent ?? key }) });
      expect([answer.status, Object.keys(answer.json)]).toEqual([status, ["error"]]);
      expect(answer.json.error).toMatch(message);
    });

  test("shows traffic by the minute, with latencies, and counts it for Prometheus", async () => {
    await flushTraffic(server.app);
    const minutes = await api().endpoints.traffic(at("digits"));
    const requests = minutes.reduce((sum, minute) => sum + minute.requests, 0);
    expect(requests).toBeGreaterThan(100);
    expect(minutes.reduce((sum, minute) => sum + minute.failures, 0)).toBeGreaterThan(5);
    expect(minutes.flatMap((minute) => minute.latency).reduce((sum, n) => sum + n, 0)).toBe(requests);
    const { keys } = await api().endpoints.get(at("digits"));
    expect(keys[0]?.lastUsedAt).toBeInstanceOf(Date);
    const { registry } = await import("@/server/metrics");
    expect(await registry.metrics()).toMatch(
      /model_infer_request_success\{model_name="digits",model_version="1"\} \d{3}/,
    );
  });

  test("can be tried out by a member without a key", async () => {
    const { text } = await api().endpoints.try({ ...at("digits"), body: { instances: [row] } });
    expect(JSON.parse(text)).toHaveProperty("predictions");
    await expect(api().endpoints.try({ ...at("digits"), body: { instances: [[1]] } })).rejects.toThrow(
      "has the shape [1, 1]",
    );
  });
});

describe("the life of an endpoint", () => {
  const row = [1, 2, 3, 4];
  const ask = async (name: string, key: string, path = `${name}:predict`) =>
    (await call(path, { key, body: { instances: [row] } })).text;

  test("switches versions, answers by number and label, and rolls back", async () => {
    const { key } = await publish("moving");
    const first = await ask("moving", key);
    await save("moving", await trainedModel("mlp", 2));
    expect((await call("moving/versions/2:predict", { key, body: { instances: [row] } })).status).toBe(404);
    await api().endpoints.setVersion({ ...at("moving"), version: 2 });
    const second = await ask("moving", key);
    expect(second).not.toBe(first);
    expect(await ask("moving", key, "moving/versions/1:predict")).toBe(first);
    await api().models.setAlias({ ...at("moving"), alias: "stable", version: 1 });
    expect(await ask("moving", key, "moving/labels/stable:predict")).toBe(first);
    await api().models.setAlias({ ...at("moving"), alias: "stable", version: 2 });
    expect(await ask("moving", key, "moving/labels/stable:predict")).toBe(second);
    expect(await api().endpoints.rollback(at("moving"))).toEqual({ version: 1 });
    expect(await ask("moving", key)).toBe(first);
    const { history, version } = await api().endpoints.get(at("moving"));
    expect([version, history.map((entry) => entry.number)]).toEqual([1, [1, 2, 1]]);
  });

  test("publishing another version keeps the keys", async () => {
    const { key } = await publish("again");
    await save("again", await trainedModel("mlp", 2));
    expect(await api().endpoints.publish({ ...at("again"), version: 2 })).toMatchObject({ version: 2, key: null });
    expect((await call("again", { key })).json).toMatchObject({ model_version_status: [{ version: "2" }] });
  });

  test("a key can be added and revoked, at once", async () => {
    const { key } = await publish("keys");
    const second = await api().endpoints.createKey(at("keys"));
    expect(second.key).toMatch(/^quire_key_[\w-]{32}$/);
    expect((await call("keys", { key: second.key })).status).toBe(200);
    await api().endpoints.revokeKey({ ...at("keys"), keyId: second.id });
    expect((await call("keys", { key: second.key })).status).toBe(401);
    expect((await call("keys", { key })).status).toBe(200);
    const { keys } = await api().endpoints.get(at("keys"));
    expect(keys).toHaveLength(1);
    expect(JSON.stringify(keys)).not.toContain(key);
  });

  test("unpublishing ends it and its keys; publishing again gives a new key", async () => {
    const { key } = await publish("ended");
    await api().endpoints.unpublish(at("ended"));
    expect((await call("ended:predict", { key, body: { instances: [row] } })).status).toBe(401);
    const again = await api().endpoints.publish({ ...at("ended"), version: 1 });
    expect((await call("ended", { key })).status).toBe(401);
    expect((await call("ended", { key: again.key! })).status).toBe(200);
    const log = await server.app.db.select().from(auditLog).where(eq(auditLog.target, "ended"));
    expect(log.map((entry) => entry.action)).toEqual(["endpoint.publish", "endpoint.unpublish", "endpoint.publish"]);
    expect(JSON.stringify(log)).not.toContain("quire_key_");
  });

  test("a published model can be neither renamed nor deleted", async () => {
    await publish("fixed");
    await expect(api().models.rename({ ...at("fixed"), newName: "other" })).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(api().models.delete(at("fixed"))).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("a key opens its own model only", async () => {
    const { key } = await publish("mine");
    await publish("yours");
    expect((await call("yours", { key })).status).toBe(404);
  });

  test("a key that asks too often is told when to come back", async () => {
    const { key } = await publish("limited");
    await api().endpoints.setLimit({ ...at("limited"), requestsPerMinute: 2 });
    const statuses = [];
    for (let i = 0; i < 3; i++)
      statuses.push((await call("limited:predict", { key, body: { instances: [row] } })).status);
    expect(statuses).toEqual([200, 200, 429]);
    const { headers, json } = await call("limited:predict", { key, body: { instances: [row] } });
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    expect(json.error).toMatch(/2 requests a minute/);
  });

  test("traffic of one minute adds up over several writes", async () => {
    const { key } = await publish("summed");
    const { id } = await api().endpoints.get(at("summed"));
    for (let i = 0; i < 3; i++) {
      await ask("summed", key);
      await flushTraffic(server.app);
    }
    const rows = await server.app.db.select().from(endpointTraffic).where(eq(endpointTraffic.endpointId, id));
    expect(rows.reduce((sum, minute) => sum + minute.requests, 0)).toBe(3);
    expect(rows.flatMap((minute) => minute.latency).reduce((sum, n) => sum + n, 0)).toBe(3);
  });

  // Last: the address is shut out for a minute.
  test("an address that guesses keys is shut out", async () => {
    const { key } = await publish("guarded");
    let last = 0;
    for (let i = 0; i < 70 && last !== 429; i++) last = (await call("guarded", { key: `quire_key_${i}` })).status;
    expect(last).toBe(429);
    expect((await call("guarded", { key })).status).toBe(429);
  });
});
