import { existsSync, realpathSync } from "node:fs";
import path from "node:path";
import { chromium } from "@playwright/test";

/**
 * Lets kernels that this process starts compute WebGPU on Chromium's SwiftShader, which has Vulkan's loader beside it. The journeys
 * need a Chromium too, so that a machine without one cannot pass for tested.
 */
export function useSwiftShader(): void {
  const browsers = [
    process.env.CHROMIUM_PATH,
    "/usr/bin/chromium",
    "/usr/lib/chromium/chromium",
    chromium.executablePath(),
  ];
  const folder = browsers
    .flatMap((file) => (file && existsSync(file) ? [path.dirname(file), path.dirname(realpathSync(file))] : []))
    .concat("/usr/lib/chromium", "/usr/lib/chromium-browser")
    .find((place) => existsSync(path.join(place, DRIVER)));
  if (folder === undefined)
    throw new Error(`No Chromium with ${DRIVER} beside it was found. Install one, or set CHROMIUM_PATH to one.`);
  process.env.VK_DRIVER_FILES = path.join(folder, DRIVER);
  process.env.LD_LIBRARY_PATH = folder;
}

const DRIVER = "vk_swiftshader_icd.json";
