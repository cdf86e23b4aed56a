import type { MimeBundle } from "@/lib/protocol/output";

/** Beyond this a drawing freezes the page that shows it. */
const MAX_MARKUP = 4_000_000;

interface ElementLike {
  tagName: string;
  outerHTML: string;
}

/** An element of a document, such as a chart: told by its shape, since each host has its own DOM. */
export function asElement(value: unknown): ElementLike | undefined {
  if (typeof value !== "object" || value === null || !("outerHTML" in value) || !("tagName" in value)) return undefined;
  const { outerHTML, tagName } = value;
  return typeof outerHTML === "string" && typeof tagName === "string" ? { outerHTML, tagName } : undefined;
}

export function elementBundle({ tagName, outerHTML }: ElementLike): MimeBundle {
  if (outerHTML.length > MAX_MARKUP) {
    const size = (outerHTML.length / 1e6).toFixed(1);
    return {
      "text/plain": `The drawing has ${size} million characters, too many to show. Draw fewer marks, or bin them (Plot.bin, Plot.raster).`,
    };
  }
  const text = `<${tagName.toLowerCase()}>`;
  if (tagName.toLowerCase() !== "svg") return { "text/html": outerHTML, "text/plain": text };
  // As a picture of its own, an SVG must name its namespace.
  const svg = /^<svg[^>]*\sxmlns=/.test(outerHTML)
    ? outerHTML
    : outerHTML.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"');
  return { "image/svg+xml": svg, "text/plain": text };
}
