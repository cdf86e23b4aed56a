import { z } from "zod";
import type { NotebookFile, NotebookOutputs } from "../notebook-file";
import { writeHtml } from "./html/write-html";
import { writeMarkdown } from "./markdown";
import { formatPercent } from "./percent";
import { writeIpynb } from "./write-ipynb";

export const fileFormatSchema = z.enum(["nb.ts", "ipynb", "md", "html"]);
export type FileFormat = z.infer<typeof fileFormatSchema>;

const mediaTypes: Record<FileFormat, string> = {
  "nb.ts": "text/x.typescript; charset=utf-8",
  ipynb: "application/x-ipynb+json; charset=utf-8",
  md: "text/markdown; charset=utf-8",
  html: "text/html; charset=utf-8",
};

export interface ExportedFile {
  name: string;
  type: string;
  text: string;
}

/** Formats whose files say what the cells showed. */
export const holdsOutputs = (format: FileFormat): boolean => format !== "nb.ts";

/** A title as every file system takes it. */
const fileName = (title: string | null): string =>
  (title ?? "")
    .replace(/[\u0000-\u001f\u007f<>:"/\\|?*]+/g, " ")
    .replace(/\s+/g, " ")
    .trim()
    .replace(/^\.+|\.+$/g, "")
    .slice(0, 100) || "notebook";

const writers: Record<FileFormat, (notebook: NotebookFile, outputs: NotebookOutputs) => string> = {
  "nb.ts": formatPercent,
  ipynb: writeIpynb,
  md: writeMarkdown,
  html: writeHtml,
};

export function exportFile(notebook: NotebookFile, outputs: NotebookOutputs, format: FileFormat): ExportedFile {
  const text = writers[format](notebook, outputs);
  return { name: `${fileName(notebook.title)}.${format}`, type: mediaTypes[format], text };
}
