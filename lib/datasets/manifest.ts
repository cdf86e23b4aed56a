import type { DatasetColumn, DatasetManifest } from "@/lib/protocol/dataset";

/** JSON with sorted keys and no spaces: one text for one value, so that its hash names the value. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([, v]) => v !== undefined);
    entries.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonicalJson(v)}`).join(",")}}`;
  }
  return JSON.stringify(value ?? null);
}

/**
 * The version's name by content. `source` says where the bytes came from and is no part of what they are: the same rows
 * from another file are the same version.
 */
export async function hashManifest({ source: _, ...content }: DatasetManifest): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(canonicalJson(content)));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A column in the few words of a heading: `image 28×28`, `category of 10`. */
export function describeColumn(column: DatasetColumn): string {
  if (column.type === "image") {
    const [height = 0, width = 0, channels = 1] = column.shape ?? [];
    return `image ${height}×${width}${channels === 1 ? "" : "×" + channels}`;
  }
  if (column.type === "vector") return `vector of ${column.shape?.[0] ?? 0}`;
  if (column.type === "category") return `category of ${column.categories?.length ?? 0}`;
  return column.type;
}
