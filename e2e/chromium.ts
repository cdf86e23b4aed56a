import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";

const usual = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/opt/google/chrome/chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Path of a Chromium: the one of CHROMIUM_PATH, the system's, or Playwright's own. Throws a line that says what to do. */
export function findChromium(): string {
  const found = [process.env.CHROMIUM_PATH, ...usual, chromium.executablePath()].find(
    (file) => file && existsSync(file),
  );
  if (found) return found;
  throw new Error("No Chromium found. Run `npx playwright install chromium`, or set CHROMIUM_PATH to one.");
}

const run = (command: string, args: string[]) => spawnSync(command, args, { stdio: "inherit" });

/** As `findChromium`, but installs one where there is none: Debian's package as root, else by Playwright's installer. */
export function ensureChromium(): string {
  try {
    return findChromium();
  } catch {
    const debian = process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
    if (debian) run("apt-get", ["update"]);
    if (debian) run("apt-get", ["install", "-y", "--no-install-recommends", "chromium"]);
    else run("npx", ["playwright", "install", "chromium"]);
    return findChromium();
  }
}

/** WebGPU on the software adapter; no sandbox as root, where Chromium has none; no calls home. */
export const chromiumArgs = [
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
