/** A folder is a path on its notebooks, `Vision/Digits`: it is there while a notebook lies in it or below. The root is "". */

/** One line without spaces around it. */
export const tidy = (text: string): string => text.replace(/[\s\0]+/g, " ").trim();

/** The path as it is kept: no empty names, no spaces around them. */
export const folderParts = (folder: string): string[] => folder.split("/").map(tidy).filter(Boolean);

export const folderName = (folder: string): string => folder.slice(folder.lastIndexOf("/") + 1);
export const parentFolder = (folder: string): string => folder.slice(0, Math.max(0, folder.lastIndexOf("/")));
export const isWithin = (folder: string, place: string): boolean =>
  place === "" || folder === place || folder.startsWith(`${place}/`);

export interface Folder {
  path: string;
  /** Notebooks in it and in the folders within. */
  notebooks: number;
}

/** The folders that lie directly in a place, by name. */
export function foldersIn(place: string, notebooks: readonly { folder: string }[]): Folder[] {
  const depth = folderParts(place).length;
  const counts = new Map<string, number>();
  for (const { folder } of notebooks) {
    if (folder === place || !isWithin(folder, place)) continue;
    const path = folder
      .split("/")
      .slice(0, depth + 1)
      .join("/");
    counts.set(path, (counts.get(path) ?? 0) + 1);
  }
  return [...counts].map(([path, count]) => ({ path, notebooks: count })).sort((a, b) => byName(a.path, b.path));
}

/** Every folder that there is, those between included, by name. */
export function allFolders(notebooks: readonly { folder: string }[]): string[] {
  const found = new Set<string>();
  for (const { folder } of notebooks) for (let at = folder; at !== ""; at = parentFolder(at)) found.add(at);
  return [...found].sort(byName);
}

export const MAX_TAGS = 20;

/** The tags with some taken off and some put on; a tag is one whatever its case, and keeps the case it had first. */
export function changeTags(tags: readonly string[], add: readonly string[], remove: readonly string[]): string[] {
  const gone = new Set(remove.map((tag) => tag.toLowerCase()));
  const kept = new Map<string, string>();
  for (const tag of [...tags.filter((one) => !gone.has(one.toLowerCase())), ...add])
    if (!kept.has(tag.toLowerCase())) kept.set(tag.toLowerCase(), tag);
  return [...kept.values()];
}

/** Every tag in use, with how many notebooks have it, by name. */
export function tagCounts(notebooks: readonly { tags: readonly string[] }[]): { tag: string; notebooks: number }[] {
  const counts = new Map<string, { tag: string; notebooks: number }>();
  for (const tag of notebooks.flatMap(({ tags }) => tags)) {
    const known = counts.get(tag.toLowerCase()) ?? { tag, notebooks: 0 };
    counts.set(tag.toLowerCase(), { ...known, notebooks: known.notebooks + 1 });
  }
  return [...counts.values()].sort((a, b) => byName(a.tag, b.tag));
}

export const hasTag = ({ tags }: { tags: readonly string[] }, tag: string): boolean =>
  tags.some((one) => one.toLowerCase() === tag.toLowerCase());

const byName = (a: string, b: string): number => a.localeCompare(b, undefined, { numeric: true });
