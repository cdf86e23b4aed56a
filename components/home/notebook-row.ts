import type { RouterOutputs } from "@/components/trpc/types";

/** A notebook as the list shows it. */
export type NotebookRow = RouterOutputs["notebooks"]["list"][number];
