import { downloadZip } from "client-zip";
import { uniqueNames } from "./unique-names";
import type { FileFormat } from "@/lib/notebook/formats/export-file";
import { QuireError } from "@/lib/protocol/errors";

interface Exported {
  id: string;
  title: string;
}

const urlOf = (workspace: string, id: string, format: FileFormat): string => `/notebooks/${workspace}/${id}/${format}`;

/** Saves the notebooks as files: one as it is, several packed into one archive, which holds each by its title. */
export async function exportNotebooks(
  workspace: string,
  notebooks: readonly Exported[],
  format: FileFormat,
): Promise<void> {
  const [only] = notebooks;
  if (only && notebooks.length === 1) return save(urlOf(workspace, only.id, format), "");
  const names = uniqueNames(notebooks.map(({ title }) => title.replace(/[\\/:*?"<>|\0]/g, "-")));
  const files: { name: string; input: Response }[] = [];
  for (const [index, { id, title }] of notebooks.entries()) {
    const input = await fetch(urlOf(workspace, id, format));
    if (!input.ok)
      throw new QuireError("UNAVAILABLE", `“${title}” could not be exported, so nothing was saved. Try again.`);
    files.push({ name: `${names[index]}.${format}`, input });
  }
  const url = URL.createObjectURL(await downloadZip(files).blob());
  save(url, "notebooks.zip");
  // The browser has taken it up by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Empty: the server names the file. */
function save(url: string, name: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
}
