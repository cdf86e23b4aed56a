import { useMemo } from "react";
import { FramedOutput } from "./framed-output";
import type { RendererProps } from "./renderer-props";

/** A chart by its specification. */
export default function VegaOutput({ value, bundle }: RendererProps<Record<string, unknown>>) {
  const source = useMemo(() => JSON.stringify(value), [value]);
  const said = bundle["text/plain"];
  return <FramedOutput kind="vega" source={source} title={typeof said === "string" ? said : "chart"} ending="json" />;
}
