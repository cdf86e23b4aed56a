/** Sends the file in pieces that survive a lost connection. Resolves with the upload's id. */
export async function uploadFile(
  workspace: string,
  file: File,
  options: { signal: AbortSignal; onProgress: (sent: number) => void },
): Promise<string> {
  const { Upload } = await import("tus-js-client");
  return new Promise((resolve, reject) => {
    const upload = new Upload(file, {
      endpoint: `/uploads/${encodeURIComponent(workspace)}`,
      chunkSize: 16 * 1024 * 1024,
      retryDelays: [0, 500, 1500, 3000, 6000],
      metadata: { filename: file.name },
      removeFingerprintOnSuccess: true,
      onProgress: (sent) => options.onProgress(sent),
      onError: (error) => reject(new Error(readReason(error))),
      onSuccess: () => resolve(upload.url?.split("/").at(-1) ?? ""),
    });
    options.signal.addEventListener("abort", () => {
      void upload.abort(true);
      reject(new DOMException("The upload was cancelled.", "AbortError"));
    });
    void upload.findPreviousUploads().then(([previous]) => {
      if (previous) upload.resumeFromPreviousUpload(previous);
      upload.start();
    });
  });
}

/** The server's own words, where it had any. */
function readReason(error: Error): string {
  const response = "originalResponse" in error ? (error.originalResponse as { getBody(): string } | null) : null;
  const body = response?.getBody() ?? "";
  if (!body) return "The connection to the server was lost. Try again: the upload goes on from where it is.";
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === "object" && parsed !== null && "error" in parsed && typeof parsed.error === "string")
      return parsed.error;
  } catch {
    // Not JSON: the upload protocol answers in plain text.
  }
  return body;
}
