// `npm run bench -- NAME`: one benchmark; its last line is one JSON object.
import { readdirSync } from "node:fs";
import { z } from "zod";

const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(".bench.ts"))
  .map((file) => file.replace(".bench.ts", ""));

const benchSchema = z.object({ default: z.custom<() => Promise<object>>((value) => typeof value === "function") });

const name = process.argv[2] ?? "";
if (!names.includes(name)) {
  console.error(`Which benchmark? One of: ${names.join(", ")}.`);
  process.exit(1);
}
const bench = benchSchema.parse(await import(`./${name}.bench.ts`));
console.log(JSON.stringify({ bench: name, ...(await bench.default()) }));
