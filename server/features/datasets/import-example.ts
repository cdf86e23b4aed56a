import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { type ImportOptionsInput, importOptionsSchema } from "@/lib/datasets/import-options";
import type { App } from "@/server/app";
import type { CommittedVersion } from "./commit-version";
import { importNow } from "./import-jobs";

export interface ExampleDataset {
  name: string;
  /** Path of the file on this machine. */
  file: string;
  description?: string;
  licence?: string;
  message?: string;
  options?: ImportOptionsInput;
}

/** Imports a file that comes with Quire. Again with the same file: the same version. */
export async function importExampleDataset(
  app: App,
  workspaceId: string,
  { name, file, description = "", licence = "", message = "", options = {} }: ExampleDataset,
): Promise<Pick<CommittedVersion, "name" | "number" | "versionId" | "created">> {
  const files = [{ path: file, name: basename(file), size: (await stat(file)).size }];
  const about = { description, licence };
  const request = {
    workspaceId,
    userId: null,
    name,
    message,
    files,
    options: importOptionsSchema.parse(options),
    about,
  };
  return importNow(app, request, new AbortController().signal, () => undefined);
}
