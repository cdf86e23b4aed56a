"use client";
import Check from "lucide-react/icons/check";
import CloudOff from "lucide-react/icons/cloud-off";
import { useSession } from "./session-context";
import { useStore } from "./use-store";

/** "Saved" only when the server has committed every edit. */
export function SavedState() {
  const session = useSession();
  const saved = useStore(session.collab, (state) => state.saved);
  const trouble = useStore(session.collab, (state) => state.trouble);
  if (session.readOnly) return <span className="shrink-0 text-xs text-faint max-sm:hidden">read only</span>;
  if (saved === "unsaved")
    return (
      <span
        className="flex shrink-0 items-center gap-1.5 text-xs text-warn"
        title={trouble ?? "The edits are kept in this tab and sent when the connection is back. Keep the tab open."}
      >
        <CloudOff size={13} aria-hidden /> <span className="max-sm:sr-only">not saved yet</span>
      </span>
    );
  return (
    <span
      data-testid="saved"
      data-saved={saved === "saved"}
      className="flex w-14 shrink-0 items-center justify-end gap-1 text-xs text-faint max-sm:w-auto"
      title={saved === "saved" ? "The server has stored every edit." : "Storing the last edits."}
    >
      <span className="max-sm:sr-only">{saved}</span>
      {saved === "saved" ? (
        <Check size={13} aria-hidden />
      ) : (
        <span aria-hidden className="size-[13px] text-center leading-[13px]">
          …
        </span>
      )}
    </span>
  );
}
