import { z } from "zod";
import { QuireError } from "@/lib/protocol/errors";
import { inspectBundle } from "../display/render";
import { Shown } from "../display/shown";
import { tableBundle } from "../display/table";
import { toTabular } from "../display/tabular";
import { vegaBundle, vegaSpecSchema } from "../display/vega";
import { check, show } from "./check";
import type { Displays } from "./display";
import { readMedia } from "./media-source";
import type * as api from "./quire";
import { encodeWav } from "./wav";

const text = (value: unknown, where: string): string => check(z.string(), value, where, "text");

/** Text in a form that has a name of its own. */
const textForm = (mime: string, where: string) => (value: unknown) => {
  const source = text(value, where);
  return new Shown(() => ({ [mime]: source, "text/plain": source.slice(0, 2000) }));
};

const mediaOptions = z.strictObject({
  type: z.string().optional(),
  alt: z.string().optional(),
  name: z.string().optional(),
  width: z.number().positive().optional(),
  loop: z.boolean().optional(),
  sampleRate: z.number().positive().optional(),
});
type MediaOptions = z.infer<typeof mediaOptions>;

function tableForm(value: unknown): Shown {
  const tabular = toTabular(value);
  if (!tabular)
    throw new QuireError(
      "BAD_REQUEST",
      `display.table needs rows: a list of objects or of lists, columns by name ({ x: [1, 2] }), a dataset, a Map or an Arrow table, got ${show(value)}.`,
    );
  return new Shown((context) => tableBundle(tabular, context));
}

function mediaForm(where: string, kind: "image" | "audio" | "video" | "file", given: unknown) {
  const options: MediaOptions = check(mediaOptions.default({}), given, where, "options (see its type)");
  return (source: unknown) => {
    const sound = kind === "audio" ? asSamples(source, options.sampleRate) : undefined;
    return new Shown((context) => readMedia(where, kind, sound ?? source, options, context));
  };
}

/** Samples from -1 to 1: one list, or one for each channel. */
function asSamples(source: unknown, sampleRate = 44_100): Blob | undefined {
  const channels = source instanceof Float32Array ? [source] : Array.isArray(source) ? (source as unknown[]) : [];
  const isSound = channels.length > 0 && channels.every((one) => one instanceof Float32Array);
  return isSound ? new Blob([encodeWav(channels, sampleRate)], { type: "audio/wav" }) : undefined;
}

const vegaForm = (spec: unknown) => {
  const checked = check(vegaSpecSchema, spec, "display.vega", "a specification of Vega-Lite or Vega (an object)");
  return new Shown(() => vegaBundle(checked));
};

const treeForm = (value: unknown) => new Shown((context) => inspectBundle(value, context));

/** `display`, and the forms in which it can be told to show something. */
export function createDisplay(displays: Displays): typeof api.display {
  const as =
    <Value>(form: (value: Value) => unknown) =>
    (value: Value) =>
      displays.showAs(form, value);
  const media =
    <Source>(kind: "image" | "audio" | "video" | "file") =>
    (source: Source, options?: unknown) =>
      displays.showAs<Source>(mediaForm(`display.${kind}`, kind, options), source);
  return Object.freeze(
    Object.assign((value: unknown) => displays.show(value), {
      html: as<string>(textForm("text/html", "display.html")),
      svg: as<string>(textForm("image/svg+xml", "display.svg")),
      markdown: as<string>(textForm("text/markdown", "display.markdown")),
      latex: as<string>(textForm("text/latex", "display.latex")),
      mermaid: as<string>(textForm("text/vnd.mermaid", "display.mermaid")),
      vega: as<object>(vegaForm),
      table: as<unknown>(tableForm),
      tree: as<unknown>(treeForm),
      image: media<api.ImageSource>("image"),
      audio: media<api.AudioSource>("audio"),
      video: media<api.FileSource>("video"),
      file: media<api.FileSource>("file"),
    }),
  );
}
