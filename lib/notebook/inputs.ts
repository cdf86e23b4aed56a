import type * as Y from "yjs";
import { z } from "zod";
import type { InputRef, Json } from "@/lib/inputs/control";

/** Values of shared inputs, by cell and key. Read with care: they came from other people. */
export const inputMap = (doc: Y.Doc): Y.Map<unknown> => doc.getMap("inputs");

const placeOf = ({ cell, key }: Pick<InputRef, "cell" | "key">): string => `${cell} ${key}`;

/** Ids of cells hold no space. */
function refOf(place: string): Pick<InputRef, "cell" | "key"> {
  const space = place.indexOf(" ");
  return { cell: place.slice(0, space), key: place.slice(space + 1) };
}

export const readInput = (doc: Y.Doc, ref: Pick<InputRef, "cell" | "key">): unknown => inputMap(doc).get(placeOf(ref));

export function writeInput(doc: Y.Doc, ref: Pick<InputRef, "cell" | "key">, value: Json, origin?: unknown): void {
  doc.transact(() => inputMap(doc).set(placeOf(ref), value), origin);
}

/** All values of a cell's shared inputs, by key. */
export function readInputs(doc: Y.Doc, cell: string): Record<string, Json> {
  const values: Record<string, Json> = {};
  for (const [place, raw] of inputMap(doc).entries()) {
    const ref = refOf(place);
    const value = ref.cell === cell ? z.json().safeParse(raw) : undefined;
    if (value?.success) values[ref.key] = value.data;
  }
  return values;
}

/** Puts what is chosen in one document into another, whose cells have the same ids. */
export function copyInputs(from: Y.Doc, to: Y.Doc): void {
  for (const [place, raw] of inputMap(from).entries()) {
    const value = z.json().safeParse(raw);
    if (value.success) inputMap(to).set(place, value.data);
  }
}

/** Tells of every change of a shared input; returns what ends it. */
export function observeInputs(
  doc: Y.Doc,
  listener: (ref: Pick<InputRef, "cell" | "key">, value: Json | undefined, origin: unknown) => void,
): () => void {
  const map = inputMap(doc);
  const observer = (event: Y.YMapEvent<unknown>, transaction: Y.Transaction) => {
    for (const place of event.keysChanged as ReadonlySet<string>) {
      const value = z.json().safeParse(map.get(place));
      listener(refOf(place), value.success ? value.data : undefined, transaction.origin);
    }
  };
  map.observe(observer);
  return () => map.unobserve(observer);
}
