import { type ComponentType, lazy } from "react";
import { z } from "zod";
import { CURVE_MIME, curveSchema } from "@/lib/kernel/display/curve";
import { DATASET_MIME, datasetDisplaySchema } from "@/lib/kernel/display/dataset";
import { INSPECT_MIME, inspectNodeSchema } from "@/lib/kernel/display/inspect-node";
import { LAYERS_MIME, layersSchema } from "@/lib/kernel/display/layers-shape";
import { MEDIA_MIME, mediaSchema } from "@/lib/kernel/display/media";
import { MODEL_MIME, modelDisplaySchema } from "@/lib/kernel/display/model";
import { RUN_MIME, runDisplaySchema } from "@/lib/kernel/display/run";
import { SWEEP_MIME, sweepDisplaySchema } from "@/lib/kernel/display/sweep";
import { TABLE_MIME, tableSchema } from "@/lib/kernel/display/table-shape";
import { TENSOR_MIME, tensorSchema } from "@/lib/kernel/display/tensor";
import { VEGA_LITE_MIME, VEGA_MIME, vegaSpecSchema } from "@/lib/kernel/display/vega";
import { INPUT_MIME, inputSchema } from "@/lib/inputs/control";
import type { MimeBundle } from "@/lib/protocol/output";
import type { RendererProps } from "./renderer-props";

interface Entry {
  mime: string;
  /** The value in its shape, or null where it is not of it: the next form is taken then. */
  read: (data: unknown) => { value: unknown } | null;
  Renderer: ComponentType<RendererProps<unknown>>;
}

function entry<Value>(
  mime: string,
  schema: z.ZodType<Value>,
  load: () => Promise<{ default: ComponentType<RendererProps<Value>> }>,
): Entry {
  const Loaded = lazy(load);
  return {
    mime,
    read: (data) => {
      const parsed = schema.safeParse(data);
      return parsed.success ? { value: parsed.data } : null;
    },
    // `read` has just made the value: its type is the schema's.
    Renderer: (props) => <Loaded {...props} value={props.value as Value} />,
  };
}

const text = z.string();
const picture = (mime: string) => entry(mime, text, () => import("./image-output"));

/** Every form that can be drawn, the richest first. */
const entries: readonly Entry[] = [
  entry(INPUT_MIME, inputSchema, () => import("./input-output")),
  entry(CURVE_MIME, curveSchema, () => import("./curve-output")),
  entry(MODEL_MIME, modelDisplaySchema, () => import("./model-output")),
  entry(SWEEP_MIME, sweepDisplaySchema, () => import("./sweep-output")),
  entry(RUN_MIME, runDisplaySchema, () => import("./run-output")),
  entry(DATASET_MIME, datasetDisplaySchema, () => import("./dataset-output")),
  entry(TENSOR_MIME, tensorSchema, () => import("./tensor-output")),
  entry(TABLE_MIME, tableSchema, () => import("./table-output")),
  entry(LAYERS_MIME, layersSchema, () => import("./layers-output")),
  entry(MEDIA_MIME, mediaSchema, () => import("./media-output")),
  entry(VEGA_LITE_MIME, vegaSpecSchema, () => import("./vega-output")),
  entry(VEGA_MIME, vegaSpecSchema, () => import("./vega-output")),
  entry("text/vnd.mermaid", text, () => import("./mermaid-output")),
  entry("text/latex", text, () => import("./latex-output")),
  picture("image/png"),
  picture("image/jpeg"),
  picture("image/gif"),
  entry("image/svg+xml", text, () => import("./svg-output")),
  entry("text/html", text, () => import("./html-output")),
  entry("text/markdown", text, () => import("./markdown-output")),
  entry(INSPECT_MIME, inspectNodeSchema, () => import("./inspect-output")),
];

export function rendererFor(bundle: MimeBundle): { Renderer: Entry["Renderer"]; value: unknown } | null {
  for (const { mime, read, Renderer } of entries) {
    const found = mime in bundle ? read(bundle[mime]) : null;
    if (found) return { Renderer, value: found.value };
  }
  return null;
}
