import { z } from "zod";
import { mimeBundleSchema, type MimeBundle } from "@/lib/protocol/output";
import { asElement, elementBundle } from "./element";
import { asGreyRows, asImageFile, asPixels, pngBase64 } from "./image";
import { asTensorLike, INSPECT_MIME, inspect, type InspectNode, type TensorLike } from "./inspect";
import { asModelSummary } from "./layers-model";
import { plainText } from "./plain-text";
import { asTable, TABLE_MIME, tableText, type Table } from "./table";
import { describeTensor, TENSOR_MIME, type TensorDisplay, tensorText } from "./tensor";

/** Where a value keeps its own MIME bundle: see `Displayable` in quire.d.ts. */
const OWN_DISPLAY = "quire.display";

/** A value in all the forms in which it can be shown. At once where that is possible: later the cell may have changed it. */
export function render(value: unknown): MimeBundle | Promise<MimeBundle> {
  if (typeof value !== "object" || value === null) return inspectBundle(value);
  const own = ownBundle(value);
  if (own) return own;
  const tensor = asTensorLike(value);
  if (tensor) return tensorBundle(tensor);
  const element = asElement(value);
  if (element) return elementBundle(element);
  const file = asImageFile(value);
  if (file) return { [file.mime]: file.base64, ...inspectBundle(value) };
  const pixels = asPixels(value) ?? asGreyRows(value);
  if (pixels) return pngBase64(pixels).then((png) => ({ "image/png": png, ...inspectBundle(value) }));
  const table = asTable(value) ?? asModelSummary(value);
  if (table) return tableBundle(table, value);
  return inspectBundle(value);
}

/** As `render`, but always at once and by the inspector where possible: for `console`. */
export function renderLine(value: unknown): MimeBundle {
  return typeof value === "string" ? { "text/plain": value.slice(0, 20_000) } : inspectBundle(value);
}

function inspectBundle(value: unknown): MimeBundle {
  const tree = inspect(value);
  return { [INSPECT_MIME]: json(tree), "text/plain": plainText(tree) };
}

function tableBundle(table: Table, value: unknown): MimeBundle {
  return { [TABLE_MIME]: json(table), [INSPECT_MIME]: json(inspect(value)), "text/plain": tableText(table) };
}

async function tensorBundle(tensor: TensorLike): Promise<MimeBundle> {
  const shown = await describeTensor(tensor);
  return { [TENSOR_MIME]: json(shown), "text/plain": tensorText(shown) };
}

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
const json = (value: InspectNode | Table | TensorDisplay) => value as unknown as Json;
