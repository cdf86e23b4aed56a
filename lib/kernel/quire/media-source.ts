import { mimeTypeSchema } from "@/lib/protocol/mime-type";
import { QuireError } from "@/lib/protocol/errors";
import type { MimeBundle } from "@/lib/protocol/output";
import { fileType } from "../display/image";
import { mediaBundle, type MediaOptions } from "../display/media";
import { render, renderMedia } from "../display/render";
import type { RenderContext } from "../display/render-context";
import { check, show } from "./check";

type Kind = "image" | "audio" | "video" | "file";

const wanted: Record<Kind, string> = {
  image:
    "a picture: the bytes of a file, a Blob, ImageData, an OffscreenCanvas, a tensor, or an address that cells may fetch",
  audio: "a sound: the bytes of a file, a Blob, samples (Float32Array, or one for each channel), or an address",
  video: "a film: the bytes of a file, a Blob, or an address that cells may fetch",
  file: "a file: bytes, text or a Blob",
};

/** A picture, sound, film or file, wherever its bytes come from. */
export async function readMedia(
  where: string,
  kind: Kind,
  source: unknown,
  { type, ...options }: MediaOptions & { type?: string },
  context: RenderContext,
): Promise<MimeBundle> {
  const shown: MediaOptions = kind === "file" ? { name: "file", ...options } : options;
  const blob = await asBlob(kind, source);
  if (blob) {
    const bytes = new Uint8Array(await blob.arrayBuffer());
    return mediaBundle(bytes, typeOf(where, kind, type ?? (blob.type || fileType(bytes))), shown, context);
  }
  // What has pixels of its own: a canvas, ImageData, a tensor.
  const drawn =
    kind === "image" && typeof source === "object" && source !== null ? renderMedia(source, context) : undefined;
  if (drawn) return { ...(await drawn), ...(options.alt !== undefined && { "text/plain": options.alt }) };
  if (kind === "image" && isTensor(source)) return render(source, context);
  throw new QuireError("BAD_REQUEST", `${where} needs ${wanted[kind]}, got ${show(source)}.`);
}

async function asBlob(kind: Kind, source: unknown): Promise<Blob | undefined> {
  if (source instanceof Blob) return source;
  if (source instanceof Uint8Array || source instanceof ArrayBuffer) return new Blob([source as BlobPart]);
  if (typeof source !== "string") return undefined;
  if (kind === "file") return new Blob([source], { type: "text/plain" });
  const answer = await fetch(source);
  if (answer.ok) return answer.blob();
  throw new QuireError("NOT_FOUND", `${source.slice(0, 100)} answered ${answer.status}.`);
}

function typeOf(where: string, kind: Kind, type: string | undefined): string {
  if (kind === "file") return type ?? "application/octet-stream";
  const expected = `bytes of a known kind, or the option type, such as { type: "${kind}/${kind === "image" ? "png" : "mp4"}" }`;
  return check(
    mimeTypeSchema.refine((one) => one.startsWith(`${kind}/`)),
    type,
    where,
    expected,
  );
}

const isTensor = (source: unknown): boolean => typeof source === "object" && source !== null && "dataId" in source;
