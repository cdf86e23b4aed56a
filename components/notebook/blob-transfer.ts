import { z } from "zod";
import { type ErrorCode, errorStatus, QuireError } from "@/lib/protocol/errors";

const storedSchema = z.object({ hash: z.string(), size: z.number() });
const refusalSchema = z.object({ error: z.string() });

/** Parts of checkpoints have a door of their own: the right to them ends when nothing keeps them any more. */
type Door = "blobs" | "checkpoints";

/** Bytes of the workspace by their hash: over the page's own session or, from a script, with a token. */
export class BlobTransfer {
  constructor(
    private readonly workspace: string,
    private readonly server?: { url: string; token: string },
    private readonly door: Door = "blobs",
  ) {}

  /** The same way, through another door. */
  through(door: Door): BlobTransfer {
    return new BlobTransfer(this.workspace, this.server, door);
  }

  async put(bytes: Uint8Array<ArrayBuffer>, contentType: string): Promise<string> {
    const response = await this.#fetch("", { method: "POST", body: bytes, headers: { "content-type": contentType } });
    return storedSchema.parse(await response.json()).hash;
  }

  async get(hash: string): Promise<Uint8Array<ArrayBuffer>> {
    const response = await this.#fetch(`/${encodeURIComponent(hash)}`);
    return new Uint8Array(await response.arrayBuffer());
  }

  async #fetch(path: string, init?: RequestInit): Promise<Response> {
    const url = `${this.server?.url ?? ""}/${this.door}/${encodeURIComponent(this.workspace)}${path}`;
    const headers = new Headers(init?.headers);
    if (this.server) headers.set("authorization", `Bearer ${this.server.token}`);
    const response = await fetch(url, { ...init, headers }).catch((error: unknown) => {
      throw new QuireError(
        "UNAVAILABLE",
        "The server does not answer. Run the cell again when the connection is back.",
        { cause: error },
      );
    });
    if (response.ok) return response;
    const refusal = refusalSchema.safeParse(await response.json().catch(() => null));
    throw new QuireError(
      codeOf(response.status),
      refusal.success ? refusal.data.error : `The server refused with status ${response.status}.`,
    );
  }
}

function codeOf(status: number): ErrorCode {
  const codes = Object.keys(errorStatus) as ErrorCode[];
  return codes.find((code) => errorStatus[code] === status) ?? "INTERNAL";
}
