"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTRPC } from "@/components/trpc/context";
import { toast } from "@/components/ui/toast";
import { counted } from "@/lib/format/number";
import type { Imported } from "./import-notebooks";

/** What the chooser offers; what a file really is, the server reads from its text. */
export const importedFiles = ".ts,.ipynb,.md,.markdown,.js";

/** Files become notebooks of the folder that is shown. A lone one is opened. */
export function useImport(workspace: string, folder: string) {
  const trpc = useTRPC();
  const router = useRouter();
  const queries = useQueryClient();
  const [importing, setImporting] = useState(false);
  const take = async (files: readonly File[]) => {
    setImporting(true);
    const made: Imported[] = [];
    for (const file of files) {
      try {
        // It comes when it is needed: the list must stand at once.
        const { importNotebook } = await import("./import-notebooks");
        made.push(await importNotebook(workspace, folder, file));
      } catch (error) {
        toast.error(error instanceof Error ? error.message : String(error));
      }
    }
    setImporting(false);
    void queries.invalidateQueries(trpc.notebooks.list.queryFilter({ workspace }));
    for (const { title, notes } of made) if (notes[0]) toast.message(`“${title}”: ${notes.join(" ")}`);
    const [only] = made;
    if (only && files.length === 1) router.push(`/w/${workspace}/notebooks/${only.id}`);
    else if (made.length > 0) toast.success(`${counted(made.length, "notebook")} imported.`);
  };
  return { importing, take };
}
