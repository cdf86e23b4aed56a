import { useWorkspace } from "@/components/shell/use-workspace";
import { roleRank } from "@/lib/protocol/workspace";

/** Whether the person may change and publish models here; false until it is known. */
export function useMayEdit(workspace: string): boolean {
  return roleRank[useWorkspace(workspace)?.role ?? "viewer"] >= roleRank.editor;
}
