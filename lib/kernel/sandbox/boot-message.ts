import { z } from "zod";

/**
 * What the app's page says to the sandbox's frame: make a kernel worker and give it the port that comes along, load one that
 * is soon to be started, end the one there is, or say that you live.
 */
export const toFrameSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("quire:start") }),
  z.object({ type: z.literal("quire:prepare") }),
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
export const kernelBootSchema = z.object({
  wasmPaths: z.record(z.string(), z.string()),
  /** Where DuckDB's binary lies. */
  duckdb: z.string(),
});
export type KernelBoot = z.infer<typeof kernelBootSchema>;

/** What the frame of an output says: that it can take its content, how high it is, that it could not draw it, a file of it. */
export const fromOutputFrameSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("quire:output-ready") }),
  z.object({ type: z.literal("quire:height"), height: z.number().nonnegative() }),
  z.object({ type: z.literal("quire:failed"), message: z.string() }),
  z.object({ type: z.literal("quire:svg"), svg: z.string() }),
]);

/** Colours of the page around it, so that what it draws looks at home. */
export interface OutputTheme {
  dark: boolean;
  ink: string;
  faint: string;
  line: string;
  page: string;
  accent: string;
  series: readonly string[];
}

/** What the page gives to it: HTML or a drawing as it is, or the source of one that a library makes there. */
export interface OutputContent {
  type: "quire:show";
  kind: "html" | "svg" | "vega" | "mermaid";
  source: string;
  theme: OutputTheme;
}

/** What the page asks of it: the drawing as it is now. */
export interface OutputQuestion {
  type: "quire:save";
}

/** What a library that draws in the frame gives. It lies in a file of its own, loaded when it is first needed. */
export interface OutputRenderer {
  draw(into: HTMLElement, source: string, theme: OutputTheme): Promise<{ svg: () => Promise<string> }>;
}
