import { useLayoutEffect, useRef } from "react";
import { cleanMarkup } from "./clean-markup";
import type { RendererProps } from "./renderers";

const frameStyles = `
  :host { display: block; contain: content; overflow-x: auto; color: var(--ink); font-family: "Inter Variable", sans-serif; }
  figure { margin: 0; }
  svg { max-width: 100%; height: auto; font-family: inherit; font-variant-numeric: tabular-nums; --plot-background: var(--page); }
`;

/** A chart, in a shadow tree of its own: its styles stay within it. It draws in currentColor, so it follows the theme. */
export default function SvgOutput({ value, bundle }: RendererProps<string>) {
  const host = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = host.current;
    if (!element) return;
    const root = element.shadowRoot ?? element.attachShadow({ mode: "open" });
    const style = document.createElement("style");
    style.textContent = frameStyles;
    root.replaceChildren(style, cleanMarkup(value));
  }, [value]);
  const said = bundle["text/plain"];
  return <div ref={host} role="img" aria-label={typeof said === "string" && !said.startsWith("<") ? said : "Chart"} />;
}
