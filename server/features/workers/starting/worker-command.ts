import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

type Settings = Readonly<Record<string, string | number | undefined>>;

/** The bundled worker beside a bundled server; in development and tests the source. */
function entry(): string[] {
  const bundled = new URL("../client/worker/process.mjs", import.meta.url);
  if (existsSync(bundled)) return [fileURLToPath(bundled)];
  const source = new URL("../../../../scripts/worker.ts", import.meta.url);
  return ["--import", import.meta.resolve("tsx"), fileURLToPath(source)];
}

/** The program of `npm run worker` with its settings (client/worker/options.ts): Node, and what to give it. */
export function workerCommand(settings: Settings, labels: readonly string[] = []): [node: string, ...args: string[]] {
  const given = Object.entries(settings).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, String(value)],
  );
  return [process.execPath, ...entry(), ...given, ...labels.flatMap((label) => ["--label", label])];
}
