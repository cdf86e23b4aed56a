/** Text as it came. */
export function PlainText({ value }: { value: unknown }) {
  if (value === undefined || value === null || value === "") return null;
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  return (
    <span className="block max-h-[60vh] overflow-auto font-mono text-[13px] leading-5 break-words whitespace-pre-wrap">
      {text}
    </span>
  );
}
