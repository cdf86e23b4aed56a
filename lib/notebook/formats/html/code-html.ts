import { toHtml } from "hast-util-to-html";
import { common, createLowlight } from "lowlight";
import { escapeHtml } from "./escape";

const lowlight = createLowlight(common);

const names = { ts: "typescript", sql: "sql" };

/** Beyond this colours cost more than they tell. */
const MAX_COLOURED = 200_000;

export function codeHtml(source: string, language: "ts" | "sql"): string {
  return source.length > MAX_COLOURED ? escapeHtml(source) : toHtml(lowlight.highlight(names[language], source));
}
