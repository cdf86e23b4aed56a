import { parseHTML } from "linkedom";
import { PixelCanvas } from "./pixel-canvas";

/** A document for drawing into. Its canvases hold plain pixels, enough for raster marks and colour ramps. */
export function createDocument(): Document {
  const { document } = parseHTML("<!doctype html><html><head></head><body></body></html>") as unknown as {
    document: Document;
  };
  const createElement = document.createElement.bind(document);
  const create = (name: string) => (name === "canvas" ? new PixelCanvas() : createElement(name));
  Object.defineProperty(document, "createElement", { value: create });
  const createElementNS = document.createElementNS.bind(document);
  const createNS = (namespace: string, name: string) =>
    name === "canvas" ? new PixelCanvas() : createElementNS(namespace, name);
  Object.defineProperty(document, "createElementNS", { value: createNS });
  return document;
}
