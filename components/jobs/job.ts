import type { RouterOutputs } from "@/components/trpc/types";

/** A job of a notebook, as its page knows it. */
export type Job = RouterOutputs["jobs"]["list"][number];
