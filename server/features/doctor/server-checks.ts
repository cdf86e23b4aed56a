import { randomUUID } from "node:crypto";
import { statfs, unlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { sql } from "drizzle-orm";
import { type Check, checkSandboxSite, checkSecureContext } from "@/lib/doctor/check";
import type { App } from "@/server/app";

const GIB = 1024 ** 3;
const LOW_DISK = 5 * GIB;

const reason = (error: unknown) => (error instanceof Error ? error.message : String(error));

async function checkDatabase(app: App): Promise<Check> {
  const title = "Database";
  try {
    const started = performance.now();
    const { rows } = await app.db.execute<{ version: string }>(
      sql`select current_setting('server_version') as version`,
    );
    const kind = app.env.DATABASE_URL ? "of DATABASE_URL" : "of our own";
    return {
      id: "database",
      title,
      state: "ok",
      found: `PostgreSQL ${rows[0]?.version ?? ""} ${kind} answers in ${(performance.now() - started).toFixed(1)} ms.`,
      fix: "",
    };
  } catch (error) {
    return {
      id: "database",
      title,
      state: "fail",
      found: reason(error),
      fix: "Start the database, or mend DATABASE_URL, and restart Quire.",
    };
  }
}

async function checkDataFolder({ env }: App): Promise<Check> {
  const title = "Data folder";
  try {
    const probe = path.join(env.QUIRE_DATA, `.probe-${randomUUID()}`);
    await writeFile(probe, "");
    await unlink(probe);
    const disk = await statfs(env.QUIRE_DATA);
    const free = disk.bavail * disk.bsize;
    const found = `Writable, ${(free / GIB).toFixed(1)} GiB free.`;
    if (free > LOW_DISK) return { id: "data", title, state: "ok", found, fix: "" };
    return { id: "data", title, state: "warn", found, fix: "Free some space: at zero, uploads and runs are refused." };
  } catch (error) {
    return {
      id: "data",
      title,
      state: "fail",
      found: reason(error),
      fix: "Give the user that runs Quire the right to write in QUIRE_DATA.",
    };
  }
}

/**
 * What the server can see of itself; the page adds what only the browser knows. Where no setting says at which address people
 * come, the one at which this person came is judged.
 */
export async function serverChecks(app: App, origin: string): Promise<Check[]> {
  const addresses = { appUrl: app.env.QUIRE_URL ?? origin, sandboxUrl: app.env.sandboxUrl };
  return [
    checkSecureContext(addresses),
    checkSandboxSite(addresses),
    await checkDatabase(app),
    await checkDataFolder(app),
  ];
}
