import superjson from "superjson";
import { z } from "zod";
import { WebSocket } from "ws";
import type { Headers } from "./rights-cast";

export type ProcedureType = "query" | "mutation" | "subscription";

export interface Outcome {
  /** `OK`, or tRPC's error code. */
  code: string;
  text: string;
}

const errorSchema = z.object({ error: z.object({ json: z.object({ data: z.object({ code: z.string() }) }) }) });
const streamErrorSchema = z.object({ json: z.object({ data: z.object({ code: z.string() }) }) });

function outcomeOf(text: string): Outcome {
  const failed = errorSchema.safeParse(JSON.parse(text));
  return { code: failed.success ? failed.data.error.json.data.code : "OK", text };
}

/** Calls a procedure as a browser or script would: by HTTP, subscriptions as an event stream. */
export async function callOverHttp(
  url: string,
  path: string,
  type: ProcedureType,
  input: unknown,
  headers: Headers,
): Promise<Outcome> {
  const body = JSON.stringify(superjson.serialize(input));
  if (type === "mutation") {
    const response = await fetch(`${url}/trpc/${path}`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body,
    });
    return outcomeOf(await response.text());
  }
  const address = `${url}/trpc/${path}?input=${encodeURIComponent(body)}`;
  if (type === "query") return outcomeOf(await (await fetch(address, { headers })).text());
  return firstOfStream(address, headers);
}

/** The stream is connected first and refused in its first event; a subscription that is let in stays open and silent. */
async function firstOfStream(address: string, headers: Headers): Promise<Outcome> {
  const stop = new AbortController();
  const response = await fetch(address, { headers: { ...headers, accept: "text/event-stream" }, signal: stop.signal });
  if (!response.headers.get("content-type")?.startsWith("text/event-stream")) return outcomeOf(await response.text());
  let text = "";
  try {
    const decoder = new TextDecoder();
    for await (const part of response.body ?? []) {
      text += decoder.decode(part, { stream: true });
      const refused = /event: serialized-error\ndata: (.*)\n/.exec(text);
      if (refused?.[1]) return { code: streamErrorSchema.parse(JSON.parse(refused[1])).json.data.code, text };
      const connected = /event: connected\n[^]*?\n\n/.exec(text);
      if (connected && text.length > connected.index + connected[0].length) return { code: "OK", text };
    }
    return { code: "OK", text };
  } finally {
    stop.abort();
  }
}

const messageSchema = z.object({
  id: z.number(),
  error: errorSchema.shape.error.optional(),
  result: z.unknown().optional(),
});

/** Calls procedures over one socket, as the page does for subscriptions. */
export async function openTrpcSocket(url: string, headers: Headers) {
  const ws = new WebSocket(`${url.replace(/^http/, "ws")}/sockets/trpc`, { headers });
  await new Promise((resolve, reject) => ws.once("open", resolve).once("error", reject));
  let id = 0;
  const call = (path: string, type: ProcedureType, input: unknown) =>
    new Promise<Outcome>((resolve, reject) => {
      const mine = ++id;
      const onMessage = (data: Buffer) => {
        const text = data.toString();
        if (text === "PING" || text === "PONG") return;
        const message = messageSchema.safeParse(JSON.parse(text));
        if (!message.success || message.data.id !== mine) return;
        ws.off("message", onMessage).off("close", onClose);
        ws.send(JSON.stringify({ id: mine, jsonrpc: "2.0", method: "subscription.stop" }));
        resolve({ code: message.data.error?.json.data.code ?? "OK", text });
      };
      const onClose = (code: number) => reject(new Error(`the socket closed with ${code}`));
      ws.on("message", onMessage).once("close", onClose);
      ws.send(
        JSON.stringify({ id: mine, jsonrpc: "2.0", method: type, params: { path, input: superjson.serialize(input) } }),
      );
    });
  return { call, close: () => ws.close() };
}
