import { trialEndSchema } from "@/lib/protocol/sweep";
import { z } from "zod";
import { maskOf } from "@/server/features/secrets/given-out";
import { kernelProcedure } from "@/server/trpc/init";
import { endTrial as end } from "../trials";

export const endTrial = kernelProcedure("editor")
  .input(trialEndSchema.extend({ sweepId: z.string() }))
  .mutation(({ ctx: { app, workspace }, input: { sweepId, ...told } }) =>
    end(app, workspace.id, sweepId, { ...told, ...maskOf(app, workspace.id).deep({ reason: told.reason }) }),
  );
