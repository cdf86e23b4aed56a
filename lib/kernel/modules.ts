import { isPackageSpecifier } from "@/lib/packages/specifier";
import { QuireError } from "@/lib/protocol/errors";

export type Namespace = Readonly<Record<string, unknown>>;

/** What cells may import. Each module is loaded at its first import, once a kernel. */
export interface ModuleLoader {
  load(specifier: string): Promise<Namespace>;
}

export function createModuleLoader(
  modules: Readonly<Record<string, () => Promise<Namespace>>>,
  loadPackage: (specifier: string) => Promise<Namespace>,
): ModuleLoader {
  const loaderOf = (specifier: string): (() => Promise<Namespace>) | undefined => {
    if (isPackageSpecifier(specifier)) return () => loadPackage(specifier);
    return Object.hasOwn(modules, specifier) ? modules[specifier] : undefined;
  };
  const loading = new Map<string, Promise<Namespace>>();
  return {
    load(specifier) {
      const known = loading.get(specifier);
      if (known) return known;
      const load = loaderOf(specifier);
      if (!load) {
        const there = Object.keys(modules)
          .map((name) => `"${name}"`)
          .join(", ");
        return Promise.reject(
          new QuireError(
            "NOT_FOUND",
            `There is no module "${specifier}" in cells. There are ${there}, and packages of the npm registry as "npm:name".`,
          ),
        );
      }
      const module = load();
      loading.set(specifier, module);
      // A download that failed may be tried again by the next import.
      module.catch(() => loading.delete(specifier));
      return module;
    },
  };
}

/** As the language does it: an import of a name that the module lacks is an error, not `undefined`. */
export async function importNames(
  loader: ModuleLoader,
  specifier: string,
  names: readonly string[] = [],
): Promise<Namespace> {
  const module = await loader.load(specifier);
  const lacking = names.find((name) => name !== "*" && !(name in module));
  if (lacking === undefined) return module;
  if (lacking === "default")
    throw new SyntaxError(
      `The module "${specifier}" has no default export. Write: import * as name from "${specifier}".`,
    );
  throw new SyntaxError(`The module "${specifier}" has no export named "${lacking}".`);
}
