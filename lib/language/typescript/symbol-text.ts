import { ts } from "./compiler";

/** How a symbol reads in a hover: without the mark and the import line of an alias, which the person did not write. */
export function signatureText(parts: readonly ts.SymbolDisplayPart[] | undefined): string {
  const text = ts.displayPartsToString([...(parts ?? [])]);
  if (!text.startsWith("(alias) ")) return text;
  return text.slice("(alias) ".length).replace(/\nimport .*$/, "");
}

/** Markdown of a doc comment and its tags. */
export function documentationText(
  parts: readonly ts.SymbolDisplayPart[] | undefined,
  tags: readonly ts.JSDocTagInfo[] | undefined,
): string {
  const body = linked(parts ?? []);
  return [body, ...(tags ?? []).flatMap(tagText)].filter((part) => part !== "").join("\n\n");
}

const hiddenTags = new Set(["doc", "docalias", "hidden", "license", "internal"]);

function tagText({ name, text }: ts.JSDocTagInfo): string[] {
  if (hiddenTags.has(name)) return [];
  const rest = linked(text ?? []).trim();
  if (name === "param" || name === "template") return [rest.replace(/^(\S+)\s*(?:[-–—]\s*)?/, "`$1` ")];
  if (name === "example") return [/```/.test(rest) ? rest : `\`\`\`typescript\n${rest}\n\`\`\``];
  if (name === "deprecated") return [`**Deprecated** ${rest}`.trim()];
  if (name === "returns" || name === "return") return [`Returns ${rest}`];
  return rest === "" ? [] : [`*${name}* ${rest}`];
}

/** Text of doc parts; `{@link X}` becomes code. */
function linked(parts: readonly ts.SymbolDisplayPart[]): string {
  return parts
    .filter(({ kind }) => kind !== "link")
    .map(({ kind, text }) => (kind === "linkName" || kind === "linkText" ? `\`${text.trim()}\`` : text))
    .join("");
}
