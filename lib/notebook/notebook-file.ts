import type * as Y from "yjs";
import { z } from "zod";
import type { OutputChunk } from "@/lib/protocol/output";
import { type CellSource, listCells } from "./doc";

type Json = z.core.util.JSONType;
export type JsonMap = Record<string, Json>;

/** An object written as JSON, kept as it is to the last key; null for any other text. */
export function parseJsonMap(text: string): JsonMap | null {
  try {
    const value: unknown = JSON.parse(text);
    return isMap(value) ? value : null;
  } catch {
    return null;
  }
}

/** For what came out of JSON.parse. */
export const isMap = (value: unknown): value is JsonMap =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export interface FileCell extends CellSource {
  settings: JsonMap;
}

/** A notebook outside its document: as files hold it, as history compares it. Plain values, in the order of the page. */
export interface NotebookFile {
  title: string | null;
  cells: FileCell[];
  /** What the document says of the whole notebook: settings, the lock of its packages, how it must be run again. */
  meta: JsonMap;
}

/** What a cell showed when it last ran, as exports write it. */
export interface CellOutputs {
  /** The n-th running of the cell, where that is known. */
  number: number | null;
  chunks: readonly OutputChunk[];
  /** Who ran it, where and how long: one line for people. */
  caption?: string;
}
export type NotebookOutputs = ReadonlyMap<string, CellOutputs>;
export const noOutputs: NotebookOutputs = new Map();

const META = "meta";
/** The lock lies in a map of its own in the document, so that two new packages at once are both kept. */
const PACKAGES = "packages";

/** Whatever people or broken clients left there that is no JSON stays out of files. */
function plain(map: Y.Map<unknown> | null): JsonMap {
  const kept: JsonMap = {};
  for (const [key, value] of Object.entries(map?.toJSON() ?? {})) {
    const parsed = z.json().safeParse(value);
    if (parsed.success) kept[key] = parsed.data;
  }
  return kept;
}

export const readNotebook = (doc: Y.Doc, title: string | null): NotebookFile => ({
  title,
  cells: listCells(doc).map(({ id, type, text, settings }) => ({
    id,
    type,
    source: text.toJSON(),
    settings: plain(settings),
  })),
  meta: readMeta(doc),
});

function readMeta(doc: Y.Doc): JsonMap {
  const packages = plain(doc.getMap(PACKAGES));
  return { ...plain(doc.getMap(META)), ...(Object.keys(packages).length > 0 && { [PACKAGES]: packages }) };
}

/** Makes the document say of the whole notebook exactly this; what is alike already is not touched. */
export function writeMeta(doc: Y.Doc, { [PACKAGES]: packages, ...meta }: JsonMap): void {
  fill(doc.getMap(META), meta);
  fill(doc.getMap(PACKAGES), isMap(packages) ? packages : {});
}

function fill(map: Y.Map<unknown>, wanted: JsonMap): void {
  for (const key of map.keys()) if (!Object.hasOwn(wanted, key)) map.delete(key);
  for (const [key, value] of Object.entries(wanted)) {
    if (JSON.stringify(map.get(key)) !== JSON.stringify(value)) map.set(key, value);
  }
}
