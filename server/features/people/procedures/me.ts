import { publicProcedure } from "@/server/trpc/init";
import { isSetupNeeded } from "../setup";

/** Who is signed in, if anyone: the first thing each page asks. */
export const me = publicProcedure("tells the caller about the caller, and whether the server is set up").query(
  async ({ ctx }) => {
    const { principal } = ctx;
    if (!principal) return { user: null, setupNeeded: await isSetupNeeded(ctx.app) };
    const { userId, name, email } = principal;
    return { user: { id: userId, name, email }, setupNeeded: false };
  },
);
