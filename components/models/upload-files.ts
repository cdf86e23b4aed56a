import { z } from "zod";

const storedSchema = z.object({ hash: z.string() });
const refusalSchema = z.object({ error: z.string() });

/** Sends a file to the workspace's blobs. `onProgress` hears the bytes that have left. */
export function sendFile(
  workspace: string,
  file: File,
  onProgress: (sent: number) => void,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/blobs/${encodeURIComponent(workspace)}`);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.responseType = "json";
    request.upload.onprogress = (event) => onProgress(event.loaded);
    request.onerror = () => reject(new Error("The server does not answer. Try again when the connection is back."));
    request.onabort = () => reject(new DOMException("The upload was cancelled.", "AbortError"));
    request.onload = () => {
      const stored = storedSchema.safeParse(request.response);
      if (request.status < 300 && stored.success) return resolve(stored.data.hash);
      const refusal = refusalSchema.safeParse(request.response);
      reject(new Error(refusal.success ? refusal.data.error : `The server refused the file (${request.status}).`));
    };
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}
