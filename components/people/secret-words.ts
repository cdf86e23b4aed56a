import type { RouterOutputs } from "@/components/trpc/types";
import { counted } from "@/lib/format/number";

type Access = Pick<RouterOutputs["secrets"]["list"][number], "role" | "userIds" | "notebookIds">;

export function whoWords({ role, userIds }: Access): string {
  if (role === "owner") return "owners";
  return role === null ? counted(userIds.length, "member") : "editors and owners";
}

export function placeWords({ notebookIds }: Access): string {
  if (notebookIds === null) return "all notebooks and imports";
  return notebookIds.length === 0 ? "imports only" : counted(notebookIds.length, "notebook");
}
