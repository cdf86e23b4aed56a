import { z } from "zod";
import { workspaceProcedure } from "@/server/trpc/init";
import { requireEndpoint } from "../find-endpoint";

/** Yields whenever traffic of the endpoint was written. */
export const watchEndpoint = workspaceProcedure("viewer")
  .input(z.object({ name: z.string() }))
  .subscription(async function* ({ ctx, input, signal }) {
    const { endpoint } = await requireEndpoint(ctx.app.db, ctx.workspace.id, input.name);
    yield* ctx.app.events.subscribe("endpoint", endpoint.id, signal ?? new AbortController().signal);
  });
