import { toFunction, usesShared } from "@/lib/packages/bundle-form";
import { parseSpecifier, sharedModule } from "@/lib/packages/specifier";
import type { CellContext, Tf } from "./context";
import type { Namespace } from "./modules";

type Evaluated = (shared: Readonly<Record<string, unknown>>) => Promise<{ default: Namespace }>;

/** Packages of the npm registry, by the host's door. Each runs once in a kernel, in the realm of the cells. */
export function createPackageLoader(current: () => CellContext, tf: () => Promise<Tf>) {
  return async (specifier: string): Promise<Namespace> => {
    const { name } = parseSpecifier(specifier);
    if (sharedModule.test(name)) return tf();
    const { host, executionId } = current();
    const { bundle, version } = await host.call("packages.load", { specifier }, executionId);
    const code = new TextDecoder().decode(bundle);
    const shared = usesShared(code) ? { "@tensorflow/tfjs": await tf() } : {};
    const evaluate = (0, eval)(toFunction(code, `npm:${name}@${version}`)) as Evaluated;
    return (await evaluate(shared)).default;
  };
}
