import { router, signedInProcedure } from "@/server/trpc/init";
import { serverChecks } from "./server-checks";

export const doctorRouter = router({
  checks: signedInProcedure().query(async ({ ctx }) => ({
    checks: await serverChecks(ctx.app, ctx.origin),
    appUrl: ctx.app.env.appUrl,
    sandboxUrl: ctx.app.env.sandboxUrl,
  })),
});
