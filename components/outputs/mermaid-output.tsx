import { FramedOutput } from "./framed-output";
import type { RendererProps } from "./renderer-props";

export default function MermaidOutput({ value }: RendererProps<string>) {
  return <FramedOutput kind="mermaid" source={value} title="diagram" ending="mmd" />;
}
