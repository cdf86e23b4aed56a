"use client";
import { useRouter } from "next/navigation";
import { useCommands } from "@/components/commands/use-commands";
import { errorText } from "@/components/trpc/error-text";
import { toast } from "@/components/ui/toast";
import type { FileFormat } from "@/lib/notebook/formats/export-file";
import { printPage } from "./print-page";
import type { NotebookSession } from "./notebook-session";

/** What one does with the notebook as a whole: a copy beside it, a file of it, paper. */
export function useFileCommands(session: NotebookSession): void {
  const router = useRouter();
  const { api, workspace, notebookId } = session.options;
  const save = (format: FileFormat) => () => saveFile(`/notebooks/${workspace}/${notebookId}/${format}`);
  const tell = (error: unknown) => toast.error(errorText(error).message);
  const duplicate = async () => {
    const { id, title } = await api.notebooks.duplicate.mutate({ workspace, notebookId });
    router.push(`/w/${workspace}/notebooks/${id}`);
    toast.message(`This is “${title}”.`);
  };
  const print = async () => {
    const { text } = await api.notebooks.export.query({ workspace, notebookId, format: "html" });
    await printPage(text);
  };
  useCommands({
    "notebook.exportModule": save("nb.ts"),
    "notebook.exportJupyter": save("ipynb"),
    "notebook.exportMarkdown": save("md"),
    "notebook.exportPage": save("html"),
    "notebook.print": () => void print().catch(tell),
    "notebook.duplicate": session.readOnly ? undefined : () => void duplicate().catch(tell),
  });
}

/** The server names the file. */
function saveFile(url: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = "";
  link.click();
}
