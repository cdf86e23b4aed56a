import { z } from "zod";
import { QuireError } from "@/lib/protocol/errors";
import type { MimeBundle } from "@/lib/protocol/output";

/** The forms by which other notebooks know charts of Vega and Vega-Lite. */
export const VEGA_LITE_MIME = "application/vnd.vegalite.v6+json";
export const VEGA_MIME = "application/vnd.vega.v6+json";

export const vegaSpecSchema = z.record(z.string(), z.unknown());
type Spec = z.infer<typeof vegaSpecSchema>;

const MAX_SPEC = 3_000_000;

/** A specification that says of itself that it is one. */
export function asVegaSpec(value: object): Spec | undefined {
  const schema: unknown = Reflect.get(value, "$schema");
  return typeof schema === "string" && /^https:\/\/vega\.github\.io\/schema\/vega(-lite)?\//.test(schema)
    ? (value as Spec)
    : undefined;
}

/** The chart as it will be drawn by the page: its data travels in it. */
export function vegaBundle(spec: Spec): MimeBundle {
  const text = JSON.stringify(spec);
  if (text.length > MAX_SPEC)
    throw new QuireError(
      "UNPROCESSABLE",
      `This chart holds ${(text.length / 1e6).toFixed(1)} MB of data, more than a page can draw. Aggregate it in the cell first, or draw it with Plot.`,
    );
  const lite = !/\/schema\/vega\//.test(typeof spec.$schema === "string" ? spec.$schema : "");
  const copy = z.record(z.string(), z.json()).parse(JSON.parse(text));
  return { [lite ? VEGA_LITE_MIME : VEGA_MIME]: copy, "text/plain": titleOf(spec) ?? "Vega chart" };
}

function titleOf({ title, description }: Spec): string | undefined {
  const found = z.union([z.string(), z.object({ text: z.string() }).transform(({ text }) => text)]);
  return found.safeParse(title).data ?? found.safeParse(description).data;
}
