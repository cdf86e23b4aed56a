// `npm test`: every check there is, and one closing line over all of them.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { ensureChromium } from "../e2e/chromium";
import { isBuilt } from "./build-stamp.mjs";
import { ensureBubblewrap } from "./ensure-bubblewrap";

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

const reports = "test-results/reports";
const bin = (name: string) => path.join("node_modules", ".bin", name);

function run(title: string, command: string, args: string[], env: Record<string, string> = {}): boolean {
  console.log(`\n── ${title}`);
  return spawnSync(command, args, { stdio: "inherit", env: { ...process.env, ...env } }).status === 0;
}

const check = (title: string, command: string, args: string[]): Count => {
  const ok = run(title, command, args);
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
};

/** Counts from a runner's own report; a runner that ends badly without naming a failed test counts as one failure. */
function counted(ok: boolean, read: () => Count): Count {
  let count: Count;
  try {
    count = read();
  } catch (error) {
    console.error(`The report cannot be read: ${String(error)}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  return !ok && count.failed === 0 ? { ...count, failed: 1 } : count;
}

const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
});
const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
});
const readJson = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));

function unitTests(): Count {
  const file = `${reports}/vitest.json`;
  const ok = run("unit and integration tests", bin("vitest"), [
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${file}`,
  ]);
  return counted(ok, () => {
    const report = vitestReport.parse(readJson(file));
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests,
      skipped: report.numPendingTests + report.numTodoTests,
    };
  });
}

function browserTests(): Count {
  const file = `${reports}/playwright.json`;
  const ok = run("journeys in Chromium", bin("playwright"), ["test", "--reporter=list,json"], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: file,
  });
  return counted(ok, () => {
    const { stats } = playwrightReport.parse(readJson(file));
    // A test that passes only on another try is broken.
    return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped };
  });
}

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
ensureChromium();
const sandbox = ensureBubblewrap();
// The tests that need it fail, each for itself; here it is said what to do about them.
if (sandbox.kind === "none") console.error(`Server kernels cannot be tested: ${sandbox.why}`);
const built = isBuilt()
  ? { passed: 0, failed: 0, skipped: 0 }
  : check("build", process.execPath, ["--import", "tsx", "scripts/build.ts"]);
const counts = [
  built,
  check("types", bin("tsc"), ["--noEmit"]),
  check("lint", bin("eslint"), ["."]),
  check("format", bin("prettier"), ["--check", "--log-level=warn", "."]),
  unitTests(),
  browserTests(),
];
const sum = (key: keyof Count) => counts.reduce((total, count) => total + count[key], 0);
console.log(`\n${sum("passed")} passed, ${sum("failed")} failed, ${sum("skipped")} skipped`);
process.exit(sum("failed") === 0 ? 0 : 1);
