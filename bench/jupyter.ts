import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { z } from "zod";
import { summary } from "./quantile";

const run = promisify(execFile);
const python = process.env.PYTHON ?? "python3";

export interface Peer {
  peer: ReturnType<typeof summary> | null;
  peerSkipped?: string;
}

/** Round trips of `ipykernel` over ZeroMQ, where Python has it; `PYTHON` names another interpreter. */
export async function jupyterRoundTrips(warmUp: number, samples: number): Promise<Peer> {
  const able = await run(python, ["-c", "import jupyter_client, ipykernel"]).then(
    () => true,
    () => false,
  );
  if (!able)
    return {
      peer: null,
      peerSkipped: `${python} cannot import jupyter_client and ipykernel: pip install both, or set PYTHON`,
    };
  const script = fileURLToPath(new URL("jupyter.py", import.meta.url));
  const { stdout } = await run(python, [script, String(warmUp), String(samples)]);
  return { peer: summary(z.array(z.number()).length(samples).parse(JSON.parse(stdout))) };
}
