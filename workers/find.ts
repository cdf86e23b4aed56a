import { findInCells } from "@/lib/notebook/find/find-cells";
import { findRequestSchema } from "@/lib/notebook/find/messages";

/** Looks through the cells off the main thread: a regular expression can run for years, and this can be ended. */
self.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
  self.postMessage(findInCells(findRequestSchema.parse(data)));
});
