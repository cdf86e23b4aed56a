import MarkdownText from "./markdown-text";

export default function MarkdownOutput({ value }: { value: string }) {
  return <MarkdownText text={value} />;
}
