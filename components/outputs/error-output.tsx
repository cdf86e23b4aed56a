"use client";
import ChevronRight from "lucide-react/icons/chevron-right";
import { CopyButton } from "@/components/ui/copy-button";
import type { ErrorOutput } from "@/lib/protocol/output";

const asText = (error: ErrorOutput): string => [`${error.name}: ${error.message}`, ...error.stack].join("\n");

/** The first line in words, the cell's own line as a link into it, the stack folded. */
export function ErrorOutputView({ error, onGoToLine }: { error: ErrorOutput; onGoToLine?: (line: number) => void }) {
  const [first = "", ...rest] = error.message.split("\n");
  const { line } = error;
  return (
    <div role="group" aria-label="Error" className="group/error border-l-2 border-danger pl-3">
      <div className="flex items-start gap-2">
        <p className="min-w-0 flex-1 break-words">
          <span className="font-medium text-danger">{error.name === "Error" ? "" : `${error.name}: `}</span>
          <span className="font-medium">{first}</span>
          {line !== undefined && (
            <>
              {" "}
              <button
                type="button"
                disabled={!onGoToLine}
                onClick={() => onGoToLine?.(line)}
                className="rounded-sm text-accent enabled:hover:underline"
              >
                line {line}
              </button>
            </>
          )}
        </p>
        <span className="opacity-0 transition-opacity group-hover/error:opacity-100 focus-within:opacity-100 max-md:opacity-100">
          <CopyButton label="Copy the error" text={() => asText(error)} />
        </span>
      </div>
      {rest.length > 0 && (
        <pre className="mt-1 overflow-x-auto font-mono text-[13px] leading-5 whitespace-pre-wrap text-muted">
          {rest.join("\n")}
        </pre>
      )}
      {error.stack.length > 0 && (
        <details className="mt-1 [&[open]_svg]:rotate-90">
          <summary className="inline-flex list-none items-center gap-1 rounded-sm text-xs text-faint hover:text-ink">
            <ChevronRight size={12} aria-hidden className="transition-transform" />
            Where it happened
          </summary>
          <pre className="mt-1 overflow-x-auto font-mono text-xs leading-5 text-muted">{error.stack.join("\n")}</pre>
        </details>
      )}
    </div>
  );
}
