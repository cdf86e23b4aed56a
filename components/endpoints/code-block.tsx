import { CopyButton } from "@/components/ui/copy-button";

interface CodeBlockProps {
  /** What it is, for those who do not see it. */
  label: string;
  code: string;
  /** It is not known yet: nothing half-made may be copied. */
  busy?: boolean;
}

/** Code to take away. It scrolls within itself, also by keyboard. */
export function CodeBlock({ label, code, busy }: CodeBlockProps) {
  return (
    <div className="relative rounded-md bg-sunken" aria-busy={busy}>
      <pre
        tabIndex={0}
        role="region"
        aria-label={label}
        className="max-h-72 overflow-auto py-3 pr-12 pl-4 font-mono text-xs"
      >
        <code>{busy ? "…" : code}</code>
      </pre>
      {!busy && (
        <div className="absolute top-2 right-2 rounded-md bg-sunken">
          <CopyButton text={code} label={`Copy the ${label}`} />
        </div>
      )}
    </div>
  );
}
