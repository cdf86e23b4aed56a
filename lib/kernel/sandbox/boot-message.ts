import { z } from "zod";

/**
 * What the app's page says to the sandbox's frame: make a kernel worker and give it the port that comes along, end the one
 * there is, or say that you live.
 */
export const toFrameSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("quire:start") }),
  z.object({ type: z.literal("quire:terminate") }),
  /** The frame answers with `quire:hello`, however busy the worker is. */
  z.object({ type: z.literal("quire:ping") }),
]);
export type ToFrame = z.infer<typeof toFrameSchema>;

/** What the frame says to the page. `dead`: the worker could not be loaded, or it has ended by itself (out of memory). */
export const fromFrameSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("quire:hello") }),
  z.object({ type: z.literal("quire:dead"), reason: z.string() }),
]);
export type FromFrame = z.infer<typeof fromFrameSchema>;

/** The worker's first message, which carries its wire. */
export const kernelBootSchema = z.object({ wasmPaths: z.record(z.string(), z.string()) });
export type KernelBoot = z.infer<typeof kernelBootSchema>;

/** What the frame of an HTML output says: that it can take its content, and how high it is. */
export const fromOutputFrameSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("quire:output-ready") }),
  z.object({ type: z.literal("quire:height"), height: z.number().nonnegative() }),
]);

/** What the page gives to it. */
export interface OutputContent {
  type: "quire:html";
  html: string;
  dark: boolean;
}
