import type * as api from "./quire";

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character] ?? character);

/** Knows its own MIME bundle. */
class Markup implements api.Displayable {
  readonly "quire.display": Record<string, string>;
  constructor(mime: string, text: string) {
    this["quire.display"] = { [mime]: text, "text/plain": text };
  }
}

function fill(strings: TemplateStringsArray, values: readonly unknown[], write: (value: unknown) => string): string {
  return strings.reduce((text, part, index) => text + part + (index < values.length ? write(values[index]) : ""), "");
}

export function html(strings: TemplateStringsArray, ...values: unknown[]): api.Displayable {
  const write = (value: unknown): string => {
    if (Array.isArray(value)) return value.map(write).join("");
    if (value instanceof Markup) return value["quire.display"]["text/html"] ?? "";
    return escapeHtml(String(value));
  };
  return new Markup("text/html", fill(strings, values, write));
}

export function md(strings: TemplateStringsArray, ...values: unknown[]): api.Displayable {
  return new Markup("text/markdown", fill(strings, values, String));
}
