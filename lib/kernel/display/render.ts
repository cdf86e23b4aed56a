import { z } from "zod";
import { mimeBundleSchema, type MimeBundle } from "@/lib/protocol/output";
import { asTensorLike, type TensorLike } from "./describe";
import { asElement, elementBundle } from "./element";
import { asCanvas, asGreyRows, asPixels, fileType } from "./image";
import { inspect } from "./inspect";
import { INSPECT_MIME, type InspectNode } from "./inspect-node";
import { asLayers, layersText } from "./layers-model";
import { LAYERS_MIME, type Layers } from "./layers-shape";
import { mediaBundle } from "./media";
import { plainText } from "./plain-text";
import { encodePng, type Pixels } from "./png";
import type { RenderContext } from "./render-context";
import { Shown } from "./shown";
import { tableBundle } from "./table";
import { asTabular } from "./tabular";
import { describeTensor, TENSOR_MIME, type TensorDisplay, tensorText } from "./tensor";
import { asVegaSpec, vegaBundle } from "./vega";

/** Where a value keeps its own MIME bundle, an empty one where it shows nothing: see `Displayable` in quire.d.ts. */
export const OWN_DISPLAY = "quire.display";

/** A value in all the forms in which it can be shown. At once where that is possible: later the cell may have changed it. */
export function render(value: unknown, context: RenderContext = {}): MimeBundle | Promise<MimeBundle> {
  if (typeof value !== "object" || value === null) return inspectBundle(value, context);
  if (value instanceof Shown) return value.bundle(context);
  const own = ownBundle(value);
  if (own) return own;
  const tensor = asTensorLike(value);
  if (tensor) return tensorBundle(tensor);
  const element = asElement(value);
  if (element) return elementBundle(element);
  const media = renderMedia(value, context);
  if (media) return media;
  const spec = asVegaSpec(value);
  if (spec) return vegaBundle(spec);
  const tabular = asTabular(value);
  if (tabular) return tableBundle(tabular, context);
  const layers = asLayers(value);
  return layers ? layersBundle(layers) : inspectBundle(value, context);
}

/** As `render`, but always at once and by the inspector where possible: for `console`. */
export function renderLine(value: unknown, context: RenderContext = {}): MimeBundle {
  return typeof value === "string" ? { "text/plain": value.slice(0, 20_000) } : inspectBundle(value, context);
}

export function inspectBundle(value: unknown, { keep }: RenderContext = {}): MimeBundle {
  const tree = inspect(value, keep);
  return { [INSPECT_MIME]: json(tree), "text/plain": plainText(tree) };
}

/** Files and pictures that are told by what they are; undefined where the value is none. */
export function renderMedia(value: object, context: RenderContext): Promise<MimeBundle> | undefined {
  if (value instanceof Uint8Array) {
    const type = fileType(value);
    return type === undefined ? undefined : mediaBundle(value.slice(), type, {}, context);
  }
  if (value instanceof Blob) return blobBundle(value, context);
  const canvas = asCanvas(value);
  if (canvas) return canvas.convertToBlob().then((blob) => blobBundle(blob, context));
  const pixels = asPixels(value) ?? asGreyRows(value);
  return pixels && pixelsBundle(pixels, value, context);
}

async function pixelsBundle(pixels: Pixels, value: object, context: RenderContext): Promise<MimeBundle> {
  const tree = inspectBundle(value, context);
  return { ...(await mediaBundle(await encodePng(pixels), "image/png", {}, context)), ...tree };
}

async function blobBundle(blob: Blob, context: RenderContext): Promise<MimeBundle> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const name = typeof File === "function" && blob instanceof File ? { name: blob.name } : {};
  return mediaBundle(bytes, blob.type || (fileType(bytes) ?? "application/octet-stream"), name, context);
}

async function tensorBundle(tensor: TensorLike): Promise<MimeBundle> {
  const shown = await describeTensor(tensor);
  return { [TENSOR_MIME]: json(shown), "text/plain": tensorText(shown) };
}

const layersBundle = (layers: Layers): MimeBundle => ({
  [LAYERS_MIME]: json(layers),
  "text/plain": layersText(layers),
});

function ownBundle(value: object): MimeBundle | undefined {
  const own: unknown = Reflect.get(value, OWN_DISPLAY);
  if (own === undefined) return undefined;
  const bundle = mimeBundleSchema.safeParse(own);
  return bundle.success
    ? bundle.data
    : { "text/plain": `The value's "${OWN_DISPLAY}" is no MIME bundle: ${z.prettifyError(bundle.error)}` };
}

type Json = z.core.util.JSONType;
/** Our shapes are JSON by construction; interfaces lack the index signature that says so. */
const json = (value: InspectNode | Layers | TensorDisplay) => value as unknown as Json;
