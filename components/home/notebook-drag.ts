/** Under this type a drag carries the ids of notebooks. */
export const NOTEBOOK_DRAG = "application/x-quire-notebook";

export const asDragged = (ids: readonly string[]): string => ids.join(" ");

/** What was dragged; nothing where another page put something else under our name. */
export const draggedNotebooks = (data: string): string[] => data.split(" ").filter((id) => /^[a-z0-9]{20}$/.test(id));
