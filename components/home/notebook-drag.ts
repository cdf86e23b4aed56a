import { z } from "zod";

/** Under this type a drag carries the ids of notebooks. */
export const NOTEBOOK_DRAG = "application/x-quire-notebook";

const ids = z.array(z.string());

/** What was dragged; nothing where another page put something else under our name. */
export function draggedNotebooks(data: string): string[] {
  try {
    return ids.parse(JSON.parse(data));
  } catch {
    return [];
  }
}
