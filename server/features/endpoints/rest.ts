import type { IncomingMessage, ServerResponse } from "node:http";
import { QuireError } from "@/lib/protocol/errors";
import { parseLooseJson } from "@/lib/serving/loose-json";
import { modelMetadata, modelStatus } from "@/lib/serving/model-status";
import { hashSecret } from "@/server/features/people/secrets";
import { requestInfo } from "@/server/request-info";
import { sendJson } from "@/server/rest/errors";
import { readBytes } from "@/server/rest/read-bytes";
import type { RestRequest, RestRoute } from "@/server/rest/route";
import { findEndpoint, type ServedEndpoint, type ServedNumber } from "./directory";
import { answer, type Verb, verbs } from "./predict";
import { requestLimits, TooManyRequests } from "./request-limits";
import { countPrediction } from "./serving-metrics";
import { recordRequest } from "./traffic";

/** TensorFlow Serving's REST interface, for published models; the key in the request says which endpoint is meant. */
export const MAX_BODY_BYTES = 16 * 1024 * 1024;

const bearer = /^Bearer +(\S+) *$/i;

/** The endpoint that the request's key opens, when it is the one of that model. */
async function openEndpoint({ app, req, res }: RestRequest, model: string): Promise<ServedEndpoint> {
  const { ip } = requestInfo(app, req);
  const limits = requestLimits(app);
  await limits.countAddress(ip);
  const key = bearer.exec(req.headers.authorization ?? "")?.[1];
  const endpoint = key === undefined ? null : await findEndpoint(app, hashSecret(key));
  if (!endpoint) {
    res.setHeader("www-authenticate", "Bearer");
    if (key === undefined)
      throw new QuireError("UNAUTHORIZED", "Send the endpoint's key: Authorization: Bearer quire_key_…");
    await limits.countWrongKey(ip);
    throw new QuireError("UNAUTHORIZED", "This key is wrong or revoked, or its endpoint is no longer published.");
  }
  if (endpoint.model !== model) throw new QuireError("NOT_FOUND", `There is no model "${model}" for this key.`);
  return endpoint;
}

/** The version that the path asks for: by number, by label, or the present one. */
function chosenVersion(endpoint: ServedEndpoint, { version, label }: Choice): ServedNumber {
  if (label !== undefined) {
    const labelled = Object.hasOwn(endpoint.labels, label) ? endpoint.labels[label] : undefined;
    if (!labelled) throw new QuireError("NOT_FOUND", `The model "${endpoint.model}" has no label "${label}".`);
    return labelled;
  }
  if (version === undefined) return endpoint.current;
  const published = endpoint.published.find((candidate) => String(candidate.number) === version);
  if (!published)
    throw new QuireError("NOT_FOUND", `The model "${endpoint.model}" has no published version ${version}.`);
  return published;
}

interface Choice {
  version?: string | undefined;
  label?: string | undefined;
}

/** `NAME:verb`, or `NUMBER:verb` and `LABEL:verb` where they come last. */
function splitVerb(target: string): { subject: string; verb: Verb } {
  const at = target.lastIndexOf(":");
  const verb = verbs.find((candidate) => candidate === target.slice(at + 1));
  if (at === -1 || !verb)
    throw new QuireError("NOT_FOUND", `A POST must end in :${verbs.join(", :")}; "${target}" does not.`);
  return { subject: target.slice(0, at), verb };
}

const readBody = async (req: IncomingMessage): Promise<unknown> =>
  parseLooseJson((await readBytes(req, MAX_BODY_BYTES, "Send fewer rows at a time.")).toString("utf8"));

async function postPrediction(request: RestRequest, model: string, verb: Verb, choice: Choice): Promise<void> {
  const { app, req, res } = request;
  const started = performance.now();
  const endpoint = await openEndpoint(request, model);
  const finish = (ok: boolean, number: number) => {
    const ms = performance.now() - started;
    recordRequest(app, { endpointId: endpoint.id, keyId: endpoint.keyId, ok, ms });
    countPrediction(model, number, ok, ms);
  };
  let { number } = endpoint.current;
  try {
    await requestLimits(app).countKey(endpoint.keyId, endpoint.requestsPerMinute);
    const version = chosenVersion(endpoint, choice);
    number = version.number;
    const text = await answer(app, version, verb, await readBody(req));
    finish(true, number);
    sendText(res, text);
  } catch (error) {
    finish(false, number);
    if (error instanceof TooManyRequests) res.setHeader("retry-after", error.retryAfterSeconds);
    throw error;
  }
}

/** Answers are written as text already: JSON.stringify could not write a bare NaN. */
function sendText(res: ServerResponse, text: string): void {
  res.writeHead(200, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
  });
  res.end(text);
}

async function getStatus(request: RestRequest, choice: Choice): Promise<void> {
  const endpoint = await openEndpoint(request, request.params.name ?? "");
  sendJson(request.res, 200, modelStatus([chosenVersion(endpoint, choice).number]));
}

async function getMetadata(request: RestRequest, choice: Choice): Promise<void> {
  const endpoint = await openEndpoint(request, request.params.name ?? "");
  const { number, signature } = chosenVersion(endpoint, choice);
  sendJson(request.res, 200, modelMetadata(endpoint.model, number, signature));
}

const byKey = { kind: "endpointKey" } as const;
const get = (path: string, handle: RestRoute["handle"]): RestRoute => ({ method: "GET", path, access: byKey, handle });
const post = (path: string, handle: RestRoute["handle"]): RestRoute => ({
  method: "POST",
  path,
  access: byKey,
  handle,
});

export const endpointRoutes: RestRoute[] = [
  get("/v1/models/:name", (request) => getStatus(request, {})),
  get("/v1/models/:name/metadata", (request) => getMetadata(request, {})),
  get("/v1/models/:name/versions/:version", (request) => getStatus(request, { version: request.params.version })),
  get("/v1/models/:name/versions/:version/metadata", (request) =>
    getMetadata(request, { version: request.params.version }),
  ),
  get("/v1/models/:name/labels/:label", (request) => getStatus(request, { label: request.params.label })),
  get("/v1/models/:name/labels/:label/metadata", (request) => getMetadata(request, { label: request.params.label })),
  post("/v1/models/:target", (request) => {
    const { subject, verb } = splitVerb(request.params.target ?? "");
    return postPrediction(request, subject, verb, {});
  }),
  post("/v1/models/:name/versions/:target", (request) => {
    const { subject, verb } = splitVerb(request.params.target ?? "");
    return postPrediction(request, request.params.name ?? "", verb, { version: subject });
  }),
  post("/v1/models/:name/labels/:target", (request) => {
    const { subject, verb } = splitVerb(request.params.target ?? "");
    return postPrediction(request, request.params.name ?? "", verb, { label: subject });
  }),
];
