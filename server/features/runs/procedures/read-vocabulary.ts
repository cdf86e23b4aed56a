import { workspaceProcedure } from "@/server/trpc/init";
import { vocabularyOf } from "../vocabulary";

/** What the query's completion and the choice of columns offer. */
export const readVocabulary = workspaceProcedure("viewer").query(({ ctx }) => vocabularyOf(ctx.app, ctx.workspace.id));
