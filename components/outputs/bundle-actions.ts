import { INSPECT_MIME } from "@/lib/kernel/display/inspect-node";
import { type MimeBundle, plainOf } from "@/lib/protocol/output";
import type { OutputActions, OutputFile } from "./output-actions";

const pictures: Record<string, string> = { "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif" };
const texts: Record<string, { ending: string; type: string }> = {
  "image/svg+xml": { ending: "svg", type: "image/svg+xml" },
  "text/html": { ending: "html", type: "text/html" },
  "text/markdown": { ending: "md", type: "text/markdown" },
  "text/latex": { ending: "tex", type: "text/plain" },
  "text/vnd.mermaid": { ending: "mmd", type: "text/plain" },
};

export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** How an output is copied and saved by its forms alone. */
export function bundleActions(bundle: MimeBundle): OutputActions {
  for (const [mime, ending] of Object.entries(pictures)) {
    const data = bundle[mime];
    if (typeof data !== "string") continue;
    const blob = () => new Blob([bytesOf(data)], { type: mime });
    // Clipboards take no other picture.
    return { ...(mime === "image/png" && { copy: blob }), save: () => file(`picture.${ending}`, mime, blob()) };
  }
  for (const [mime, { ending, type }] of Object.entries(texts)) {
    const data = bundle[mime];
    if (typeof data === "string") return { copy: () => data, save: () => file(`output.${ending}`, type, data) };
  }
  if (!("text/plain" in bundle)) return {};
  const plain = plainOf(bundle);
  const tree = bundle[INSPECT_MIME];
  // A quoted text is copied as the text that it is.
  const copy = () => (isText(tree) ? unquoted(plain) : plain);
  return { copy, save: () => file("output.txt", "text/plain", copy()) };
}

const file = (name: string, type: string, data: OutputFile["data"]): OutputFile => ({ name, type, data });
const isText = (tree: unknown): boolean =>
  typeof tree === "object" && tree !== null && "type" in tree && tree.type === "string";

function unquoted(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? value : text;
  } catch {
    // Cut off in the middle: as it stands.
    return text;
  }
}
