import { z } from "zod";
import { folderSchema } from "@/lib/notebook/places/place-schema";
import { workspaceProcedure } from "@/server/trpc/init";
import { moveFolder as move } from "../organize-notebooks";

/** Gives a folder another name or place, with all that lies in it. */
export const moveFolder = workspaceProcedure("editor")
  .input(z.object({ from: folderSchema, to: folderSchema }))
  .mutation(({ ctx, input }) => move(ctx.app, ctx.workspace.id, input.from, input.to));
