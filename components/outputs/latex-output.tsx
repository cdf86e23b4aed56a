import "katex/dist/katex.min.css";
import { renderToString } from "katex";
import { useMemo } from "react";
import type { RendererProps } from "./renderer-props";

/** A formula, typeset, with MathML for those who listen. What KaTeX makes of it holds no links and no scripts. */
export default function LatexOutput({ value }: RendererProps<string>) {
  const markup = useMemo(
    () =>
      renderToString(value.trim().replace(/^\$\$?([^]*?)\$\$?$/, "$1"), {
        displayMode: true,
        throwOnError: false,
        trust: false,
        maxSize: 50,
        maxExpand: 1000,
        errorColor: "var(--danger)",
      }),
    [value],
  );
  return (
    <div
      tabIndex={0}
      role="region"
      aria-label="Formula"
      className="overflow-x-auto rounded-sm text-base [&_.katex-display]:my-1 [&_.katex-display]:text-left"
      dangerouslySetInnerHTML={{ __html: markup }}
    />
  );
}
