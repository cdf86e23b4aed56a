import { type MimeBundle, type OutputChunk, plainOf } from "@/lib/protocol/output";

export const consoleText = (bundles: readonly MimeBundle[]): string => `${bundles.map(plainOf).join(" ")}\n`;

export const errorText = ({ error }: Extract<OutputChunk, { kind: "error" }>): string =>
  [`${error.name}: ${error.message}`, ...error.stack].join("\n");

export function progressText({ label, value, total }: Extract<OutputChunk, { kind: "progress" }>): string {
  return `${label} ${total === undefined ? value : `${value}/${total}`}`.trim();
}

/** One chunk as a terminal would show it, with its line end. */
export function chunkText(chunk: OutputChunk): string {
  if (chunk.kind === "console") return consoleText(chunk.bundles);
  if (chunk.kind === "error") return `${errorText(chunk)}\n`;
  if (chunk.kind === "progress") return `${progressText(chunk)}\n`;
  if (chunk.kind === "truncated") return `${chunk.reason}\n`;
  if (chunk.kind === "folded") return chunk.lines.map(({ bundles }) => consoleText(bundles)).join("");
  const text = "bundle" in chunk ? plainOf(chunk.bundle) : "";
  return text === "" ? "" : `${text}\n`;
}
