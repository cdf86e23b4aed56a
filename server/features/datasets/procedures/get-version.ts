import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { resolveVersion } from "../find-dataset";

/** Columns and size of a version, without the list of its parts. */
export const getVersion = workspaceProcedure("viewer")
  .input(z.object({ name: z.string(), number: z.number().int().positive().optional() }))
  .query(async ({ ctx, input }) => {
    const { manifest, ...version } = await resolveVersion(ctx.app, ctx.workspace.id, input.name, input.number);
    return { ...version, columns: manifest.columns, rows: manifest.rows, source: manifest.source };
  });
