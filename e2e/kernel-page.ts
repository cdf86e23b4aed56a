import { KernelFrame } from "@/components/notebook/kernel-frame";
import { type CaseResult, runSuite } from "@/lib/kernel/conformance/run-suite";
import type { KernelPlace } from "@/lib/kernel/sandbox/place";
import type { KernelOptions } from "@/lib/protocol/kernel";
import { KernelBench } from "./kernel-bench";

declare global {
  interface Window {
    /** Runs the whole suite in a kernel of this page. */
    conformance(
      place: Pick<KernelPlace, "site" | "fallback">,
      backend: KernelOptions["backend"],
    ): Promise<CaseResult[]>;
    kernelBench: typeof KernelBench;
    /** The one a test works with. */
    bench: KernelBench;
  }
}

window.conformance = async (place, backend) => {
  const frame = new KernelFrame(place);
  try {
    return await runSuite(await frame.start(), backend);
  } finally {
    frame.destroy();
  }
};
window.kernelBench = KernelBench;
