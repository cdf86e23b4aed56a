// `npm run notebook -- run FILE.nb.ts`: runs a notebook without a page. See client/headless/options.ts.
import { notebookCommand } from "@/client/headless/main";

const stop = new AbortController();
process.once("SIGINT", () => stop.abort());
process.once("SIGTERM", () => stop.abort());

process.exitCode = await notebookCommand(process.argv.slice(2), {
  env: process.env,
  // npm runs scripts in the folder of the package.
  folder: process.env.INIT_CWD ?? process.cwd(),
  error: (line) => console.error(line),
  signal: stop.signal,
});
