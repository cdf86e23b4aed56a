import type { IncomingMessage } from "node:http";
import { QuireError } from "@/lib/protocol/errors";

/** The whole body of a request, or TOO_LARGE with what to do about it. */
export async function readBytes(req: IncomingMessage, maxBytes: number, advice: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      // The rest is read and dropped: a client that still sends would not hear an answer.
      req.resume();
      throw new QuireError("TOO_LARGE", `The body is larger than ${maxBytes / 2 ** 20} MB. ${advice}`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
