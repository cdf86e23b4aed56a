import { z } from "zod";
import { mimeTypeSchema } from "@/lib/protocol/mime-type";
import type { MimeBundle } from "@/lib/protocol/output";
import { storedSchema } from "@/lib/protocol/stored";
import { toBase64 } from "./png";
import { type RenderContext, STORE_LIMIT } from "./render-context";

export const MEDIA_MIME = "application/vnd.quire.media+json";

/** A picture, a sound, a film, or any other file: its bytes, here or in the store. */
export const mediaSchema = z.object({
  type: mimeTypeSchema,
  size: z.number().int().nonnegative(),
  name: z.string().optional(),
  /** In words, for those who do not see or hear it. */
  alt: z.string().optional(),
  /** In pixels of the page. */
  width: z.number().positive().optional(),
  loop: z.boolean().optional(),
  /** base64. */
  data: z.string().optional(),
  stored: storedSchema.optional(),
});
export type Media = z.infer<typeof mediaSchema>;
export type MediaOptions = Pick<Media, "name" | "alt" | "width" | "loop">;

/** Bytes beyond this lie in the store. */
const INLINE = 256 * 1024;
/** Where there is no store, so many may travel all the same. */
const INLINE_AT_MOST = 2 * 1024 * 1024;

/** Forms that every notebook knows. */
const common = new Set(["image/png", "image/jpeg", "image/gif"]);

export async function mediaBundle(
  bytes: Uint8Array<ArrayBuffer>,
  type: string,
  options: MediaOptions,
  context: RenderContext,
): Promise<MimeBundle> {
  const words = options.alt ?? options.name ?? `${type}, ${sizeWords(bytes.length)}`;
  const plainPicture = common.has(type) && options.width === undefined && options.name === undefined;
  if (plainPicture && bytes.length <= INLINE_AT_MOST)
    return { [type]: toBase64(bytes), "text/plain": options.alt ?? `${type.slice(6).toUpperCase()} picture` };
  const media: Media = { type, size: bytes.length, ...options };
  if (bytes.length <= INLINE) media.data = toBase64(bytes);
  else if (bytes.length <= STORE_LIMIT) media.stored = await context.store?.(bytes, type);
  if (!media.data && !media.stored && bytes.length <= INLINE_AT_MOST) media.data = toBase64(bytes);
  return { [MEDIA_MIME]: JSON.parse(JSON.stringify(media)) as Media, "text/plain": words };
}

export function sizeWords(bytes: number): string {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
