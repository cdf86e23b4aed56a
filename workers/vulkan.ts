import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

/** By these Vulkan's loader is told of other drivers, and found itself, than those that the system has installed. */
const SETTINGS = ["VK_DRIVER_FILES", "VK_ICD_FILENAMES", "LD_LIBRARY_PATH"];

type Environment = Readonly<Record<string, string | undefined>>;

/** Of an environment, what Vulkan's loader goes by. */
export function vulkanEnvironment(env: Environment = process.env): Record<string, string> {
  return Object.fromEntries(SETTINGS.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}

const driverFileSchema = z.object({ ICD: z.object({ library_path: z.string() }) });

/** The files and folders that those settings name, for a kernel that sees nothing else. */
export function vulkanPlaces(env: Environment = process.env): string[] {
  const listed = (name: string) => (env[name] ?? "").split(path.delimiter).filter((place) => path.isAbsolute(place));
  const drivers = [...listed("VK_DRIVER_FILES"), ...listed("VK_ICD_FILENAMES")].filter((file) => existsSync(file));
  return [...new Set([...drivers, ...drivers.flatMap(libraryOf), ...listed("LD_LIBRARY_PATH")])].filter((place) =>
    existsSync(place),
  );
}

/** A driver's file names its library, which may lie beside it. */
function libraryOf(file: string): string[] {
  try {
    const driver = driverFileSchema.parse(JSON.parse(readFileSync(file, "utf8")));
    const library = driver.ICD.library_path;
    return library.includes("/") ? [path.resolve(path.dirname(file), library)] : [];
  } catch {
    // Vulkan's loader says what it makes of such a file.
    return [];
  }
}
