import type { RendererProps } from "./renderer-props";

const typeOf = (bundle: RendererProps<string>["bundle"], value: string): string =>
  Object.keys(bundle).find((mime) => mime.startsWith("image/") && bundle[mime] === value) ?? "image/png";

/** A picture, at its own size; it says its size to those who do not see it. */
export default function ImageOutput({ value, bundle }: RendererProps<string>) {
  const said = bundle["text/plain"];
  return (
    <img
      src={`data:${typeOf(bundle, value)};base64,${value}`}
      alt={typeof said === "string" ? said.slice(0, 200) : "Picture"}
      className="max-w-full"
    />
  );
}
