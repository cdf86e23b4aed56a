// `npm run reset-password -- ana@example.org`: a password link, for when no owner can make one. Stop the server first.
import pino from "pino";
import { QuireError } from "@/lib/protocol/errors";
import { openDatabase } from "@/server/db/database";
import { openServerDatabase, StartError } from "@/server/db/open";
import { EnvError, readEnv } from "@/server/env";
import { createOperatorReset } from "@/server/features/people/resets";

async function resetLink(email: string): Promise<string> {
  const env = readEnv(process.env);
  const log = pino({ level: "error" });
  const opened = await openServerDatabase(env, log);
  const db = openDatabase(opened.url, log, 1);
  try {
    return (await createOperatorReset({ db, env }, email)).url;
  } finally {
    await db.$client.end();
    await opened.close();
  }
}

const email = process.argv[2];
try {
  if (!email) throw new QuireError("BAD_REQUEST", "Name the account: npm run reset-password -- ana@example.org");
  console.log(`Start Quire and open this link within a day; it works once:\n  ${await resetLink(email)}`);
} catch (error) {
  if (!(error instanceof QuireError || error instanceof StartError || error instanceof EnvError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
