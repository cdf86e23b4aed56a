import { z } from "zod";
import { QuireError } from "@/lib/protocol/errors";
import { hiddenSettings } from "../hidden";
import { normalizeLines } from "../edit";
import type { FileCell, JsonMap } from "../notebook-file";
import { type Ipynb, type IpynbCell, ipynbSchema } from "./ipynb-schema";
import { commentOutMagics } from "./magics";
import type { ReadFile } from "./read-file";

const unprocessable = (message: string) => new QuireError("UNPROCESSABLE", message);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    const where = error instanceof Error ? error.message : "";
    throw unprocessable(
      `This is no .ipynb: it is not JSON (${where}). The file may be cut off or hold marks of a merge; save it again where it comes from.`,
    );
  }
}

function parseIpynb(text: string): Ipynb {
  const json = parseJson(text);
  const head = z.object({ nbformat: z.number() }).safeParse(json);
  if (!head.success)
    throw unprocessable("This is JSON, but no notebook: it does not say which version of the notebook format it has.");
  if (head.data.nbformat !== 4)
    throw unprocessable(
      `This notebook has version ${head.data.nbformat} of the format; only version 4 can be read. Open and save it in JupyterLab, which brings it up to date.`,
    );
  const parsed = ipynbSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw unprocessable(
    `This notebook is broken: ${issue?.path.join(".") || "the file"}: ${issue?.message ?? "not what it should be"}.`,
  );
}

const isOurs = (language: string) => /^(typescript|tslab|deno|javascript|jslab|ts|js)$/i.test(language);

/** What its code cells are written in, as the kernel says, in Jupyter's own order of belief. */
function languageOf({ metadata: { kernelspec, language_info } }: Ipynb): string {
  return kernelspec?.language ?? language_info?.name ?? kernelspec?.name ?? "typescript";
}

const fence = (language: string, source: string): string => {
  const longest = Math.max(2, ...Array.from(source.matchAll(/`+/g), ([run]) => run.length));
  const mark = "`".repeat(longest + 1);
  return `${mark}${language}\n${source}\n${mark}`;
};

/** Pictures that lie in the notebook go where they are shown. */
function inlineAttachments(source: string, attachments: IpynbCell["attachments"]): string {
  return source.replace(/\(attachment:([^)\s]+)((?:\s+"[^"]*")?)\)/g, (all, name: string, title: string) => {
    const [mime, data] = Object.entries(attachments?.[decodeURI(name)] ?? attachments?.[name] ?? {})[0] ?? [];
    return mime && data ? `(data:${mime};base64,${data.replace(/\s/g, "")}${title})` : all;
  });
}

interface Counts {
  foreign: number;
  magics: number;
  outputs: number;
}

function readCell(cell: IpynbCell, id: string, language: string, counts: Counts): FileCell {
  const source = normalizeLines(cell.source);
  const own = cell.metadata.quire;
  // What Jupyter folds away counts, where ours says otherwise: the file may have been edited there.
  const { [hiddenSettings.code]: _code, [hiddenSettings.output]: _output, ...others } = own?.settings ?? {};
  const { source_hidden, outputs_hidden } = cell.metadata.jupyter ?? {};
  const settings: JsonMap = {
    ...others,
    ...(source_hidden && { [hiddenSettings.code]: true }),
    ...(outputs_hidden && { [hiddenSettings.output]: true }),
    ...(cell.metadata.tags?.includes("parameters") && { parameters: true }),
  };
  const make = (type: FileCell["type"], text: string): FileCell => ({ id, type, source: text, settings });
  if (cell.cell_type === "markdown") return make("md", inlineAttachments(source, cell.attachments));
  if (cell.cell_type !== "code") return make("md", source === "" ? "" : fence("", source));
  if (cell.outputs?.length) counts.outputs++;
  if (own?.type === "sql") return make("sql", source);
  const magic = commentOutMagics(source);
  if (magic.markdown !== null) return make("md", magic.markdown);
  if (!isOurs(language)) {
    counts.foreign++;
    return make("md", fence(language, source));
  }
  if (magic.count > 0) counts.magics++;
  return make("ts", magic.source);
}

const cellsText = (count: number) => `${count} ${count === 1 ? "cell" : "cells"}`;

/**
 * A notebook of nbformat 4, such as Deno's kernel, tslab or JupyterLab write. Outputs stay behind: here they are records of
 * who ran what, which a file cannot prove. Code of other languages becomes text that is shown and not run.
 */
export function readIpynb(text: string, makeId: () => string): ReadFile {
  const file = parseIpynb(text);
  const language = languageOf(file);
  const counts: Counts = { foreign: 0, magics: 0, outputs: 0 };
  const seen = new Set<string>();
  const cells = file.cells.map((cell) => {
    const wanted = cell.metadata.quire?.id ?? cell.id;
    const id = wanted === undefined || seen.has(wanted) ? makeId() : wanted;
    seen.add(id);
    return readCell(cell, id, language, counts);
  });
  const notes = [
    ...(counts.foreign > 0 ? [`${cellsText(counts.foreign)} of ${language} became text: cells run TypeScript.`] : []),
    ...(counts.magics > 0
      ? [`Commands of the notebook's kernel (% and !) are comments now, in ${cellsText(counts.magics)}.`]
      : []),
    ...(counts.outputs > 0
      ? [`The outputs of ${cellsText(counts.outputs)} were left out: run the notebook to have them again.`]
      : []),
  ];
  return { notebook: { title: file.metadata.title ?? null, cells, meta: file.metadata.quire?.meta ?? {} }, notes };
}
