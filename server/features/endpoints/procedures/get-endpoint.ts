import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { endpointDetails } from "../read-endpoints";

export const getEndpoint = workspaceProcedure("viewer")
  .input(z.object({ name: z.string() }))
  .query(({ ctx, input }) => endpointDetails(ctx.app, ctx.workspace.id, input.name));
