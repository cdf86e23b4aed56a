import { useLayoutEffect, useRef } from "react";
import { inSeriesColors } from "./chart-colors";
import { cleanMarkup } from "./clean-markup";
import { FramedOutput } from "./framed-output";
import type { RendererProps } from "./renderer-props";

const frameStyles = `
  :host { display: block; contain: content; overflow-x: auto; color: var(--ink); font-family: "Inter Variable", sans-serif; }
  figure, figure > div { margin: 0; font-family: inherit !important; }
  figure h2 { font-size: 16px; margin: 0 0 4px; } figure h3 { font-size: 13px; font-weight: 400; margin: 0 0 8px; } figcaption { font-size: 12px; color: var(--faint); }
  svg { max-width: 100%; height: auto; font-family: inherit; font-variant-numeric: tabular-nums; --plot-background: var(--page); }
`;

/** To clean and draw more than this would hold up the page: a frame does it. */
const LARGE = 300_000;

export default function SvgOutput(props: RendererProps<string>) {
  if (props.value.length <= LARGE) return <CleanDrawing {...props} />;
  return <FramedOutput kind="svg" source={inSeriesColors(props.value)} title="chart" ending="svg" />;
}

/** A chart, in a shadow tree of its own: its styles stay within it. It draws in currentColor, so it follows the theme. */
function CleanDrawing({ value, bundle }: RendererProps<string>) {
  const host = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = host.current;
    if (!element) return;
    const root = element.shadowRoot ?? element.attachShadow({ mode: "open" });
    const style = document.createElement("style");
    style.textContent = frameStyles;
    const drawing = cleanMarkup(inSeriesColors(value));
    // The host is one picture with a name; the plotting library names groups in it that have no role to bear a name.
    for (const child of drawing.children) child.setAttribute("aria-hidden", "true");
    root.replaceChildren(style, drawing);
  }, [value]);
  const said = bundle["text/plain"];
  return <div ref={host} role="img" aria-label={typeof said === "string" && !said.startsWith("<") ? said : "Chart"} />;
}
