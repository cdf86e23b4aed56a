import { QuireError } from "@/lib/protocol/errors";

/** What a cell asks for by `npm:NAME@RANGE/PATH`. */
export interface PackageRequest {
  name: string;
  /** A version, a range or a tag, as the registry knows them. */
  range: string;
  /** A file of the package, as its `exports` name it; empty for the package itself. */
  path: string;
}

export const NPM = "npm:";
export const MAX_SPECIFIER = 300;

export const packageName = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/i;
const form = /^npm:((?:@[^/@\s]+\/)?[^/@\s]+)(?:@([^/]+))?(?:\/(.+))?$/;
/** Versions, ranges and tags; no addresses, files or repositories, which could name anything. */
const range = /^[\w.^~<>=|*+ -]+$/;
const subpath = /^[\w@.+~-]+(?:\/[\w@.+~-]+)*$/;

export const isPackageSpecifier = (specifier: string): boolean => specifier.startsWith(NPM);

/** Throws BAD_REQUEST where it is none. */
export function parseSpecifier(specifier: string): PackageRequest {
  const [, name = "", wanted = "latest", path = ""] = form.exec(specifier) ?? [];
  const legal =
    specifier.length <= MAX_SPECIFIER &&
    name.length <= 214 &&
    packageName.test(name) &&
    range.test(wanted) &&
    (path === "" || (subpath.test(path) && !path.split("/").includes("..")));
  if (!legal)
    throw new QuireError(
      "BAD_REQUEST",
      `"${specifier.slice(0, MAX_SPECIFIER)}" names no package. Write it as "npm:d3-array@3": the package's name, and after the @ a version or a range.`,
    );
  return { name, range: wanted, path };
}

/** All copies of TensorFlow.js are the kernel's own: a second one would not know the tensors of the first. */
export const sharedModule = /^@tensorflow\/tfjs(?:-(?:core|layers|converter|data|backend-[a-z]+))?$/;
