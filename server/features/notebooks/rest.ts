import { z } from "zod";
import { folderSchema } from "@/lib/notebook/places/place-schema";
import { QuireError } from "@/lib/protocol/errors";
import { fileFormatSchema } from "@/lib/notebook/formats/export-file";
import { readBytes } from "@/server/rest/read-bytes";
import type { RestRequest, RestRoute } from "@/server/rest/route";
import { sendJson } from "@/server/rest/errors";
import { exportNotebook, importNotebook } from "./notebook-files";

export const MAX_FILE_BYTES = 64 * 1024 * 1024;

async function getFile({ app, res, params, workspace }: RestRequest): Promise<void> {
  if (!workspace) throw new QuireError("INTERNAL", "A notebook route ran without its workspace.");
  const format = fileFormatSchema.safeParse(params.format);
  if (!format.success)
    throw new QuireError("NOT_FOUND", `A notebook is exported as ${fileFormatSchema.options.join(", ")}.`);
  const file = await exportNotebook(app, workspace.id, params.notebookId ?? "", format.data);
  const body = Buffer.from(file.text, "utf8");
  res.writeHead(200, {
    "content-type": file.type,
    "content-length": body.length,
    "content-disposition": `attachment; filename="notebook.${format.data}"; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src data:; sandbox",
  });
  res.end(body);
}

/** The body is the file as it is; its name, from which the title may come, and the folder stand in the query. */
async function postFile({ app, req, res, query, workspace, principal }: RestRequest): Promise<void> {
  if (!workspace || !principal) throw new QuireError("INTERNAL", "A notebook route ran without its workspace.");
  const bytes = await readBytes(req, MAX_FILE_BYTES, "Clear its outputs before you import it.");
  const name = query.get("name")?.slice(0, 300) || "notebook";
  const folder = folderSchema.safeParse(query.get("folder") ?? "");
  if (!folder.success) throw new QuireError("BAD_REQUEST", z.prettifyError(folder.error));
  const file = { name, text: bytes.toString("utf8"), folder: folder.data };
  sendJson(res, 201, await importNotebook(app, workspace.id, principal.userId, file));
}

export const notebookRoutes: RestRoute[] = [
  {
    method: "GET",
    path: "/notebooks/:workspace/:notebookId/:format",
    access: { kind: "workspace", role: "viewer" },
    handle: getFile,
  },
  { method: "POST", path: "/notebooks/:workspace", access: { kind: "workspace", role: "editor" }, handle: postFile },
];
