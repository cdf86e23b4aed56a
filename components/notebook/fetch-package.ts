import type { Api } from "@/components/trpc/client";
import type { BuildStep } from "@/lib/packages/builder-protocol";
import type { PackageLock } from "@/lib/packages/lock";
import { NPM } from "@/lib/packages/specifier";
import type { OutputChunk } from "@/lib/protocol/output";

const words: Record<BuildStep["step"], string> = {
  resolve: "asking the registry",
  download: "fetching",
  bundle: "bundling",
  types: "reading its types",
};

/** Has the server make a package ready, if it has not, and shows in the cell what it is busy with. */
export function fetchPackage(
  api: Api,
  workspace: string,
  specifier: string,
  tree: PackageLock["tree"] | undefined,
  show: (chunk: OutputChunk) => void,
): Promise<PackageLock> {
  const began = performance.now();
  const label = specifier.slice(NPM.length);
  let shown = false;
  const tell = (value: number, total: number | undefined, detail: string) => {
    shown = true;
    show({ kind: "progress", id: specifier, label, value, total, elapsedMs: performance.now() - began, detail });
  };
  return new Promise((resolve, reject) => {
    const subscription = api.packages.load.subscribe(
      { workspace, specifier, tree },
      {
        onData: (event) => {
          if (event.type === "step") {
            const { step, done, total } = event.step;
            return tell(done, step === "download" ? Math.max(total, done + 1) : undefined, words[step]);
          }
          const { tree: packages, version } = event.lock;
          if (shown) tell(packages.length, packages.length, `${version} is here`);
          subscription.unsubscribe();
          resolve(event.lock);
        },
        onError: reject,
      },
    );
  });
}
