import SvgOutput from "./svg-output";
import type { RendererProps } from "./renderers";

export default function HtmlOutput(props: RendererProps<string>) {
  return <SvgOutput {...props} />;
}
