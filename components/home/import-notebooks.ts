import { z } from "zod";

const importedSchema = z.object({ id: z.string(), title: z.string(), notes: z.array(z.string()) });
export type Imported = z.infer<typeof importedSchema>;
const refusalSchema = z.object({ error: z.string() });

/** Sends a file as it is: the server makes a notebook of it, or says why not. */
export async function importNotebook(workspace: string, folder: string, file: File): Promise<Imported> {
  const query = new URLSearchParams({ name: file.name, ...(folder && { folder }) });
  const response = await fetch(`/notebooks/${encodeURIComponent(workspace)}?${query.toString()}`, {
    method: "POST",
    body: file,
  }).catch((error: unknown) => {
    throw new Error(`“${file.name}” did not get to the server. Try again when the connection is back.`, {
      cause: error,
    });
  });
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return importedSchema.parse(body);
  const refusal = refusalSchema.safeParse(body);
  throw new Error(refusal.success ? refusal.data.error : `The server refused “${file.name}” (${response.status}).`);
}
