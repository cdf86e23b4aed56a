import { FramedOutput } from "./framed-output";
import type { RendererProps } from "./renderer-props";
import SvgOutput from "./svg-output";

/** What the plotting library makes of a chart with a legend or a title: only drawing, so it needs no frame and follows the theme. */
const isChart = (html: string): boolean => /^<(figure|div) class="plot-[\w-]+[ "]/.test(html) && !/<script/i.test(html);

export default function HtmlOutput(props: RendererProps<string>) {
  if (isChart(props.value)) return <SvgOutput {...props} />;
  return <FramedOutput kind="html" source={props.value} title="HTML of the cell" ending="html" />;
}
