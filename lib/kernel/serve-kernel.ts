import { QuireError, type ErrorCode } from "@/lib/protocol/errors";
import { hostCalls, type HostCallName, type HostInput, type HostOutput, type KernelHost } from "@/lib/protocol/host";
import { SecretMask } from "@/lib/secrets/secret-mask";
import { toKernelSchema, type FromKernel, type KernelOptions, type ToKernel } from "@/lib/protocol/kernel";
import type { QuireModuleFactory, Tf } from "./context";
import { guardFetch, reportBlocked } from "./fetch-guard";
import { Kernel } from "./kernel";
import { loadPlot } from "./plot/load-plot";
import type { SqlEngine } from "./sql/engine";
import { chooseDevice, type DeviceProbe } from "./tf/choose-device";
import { watchDrain } from "./tf/gpu-drain";
import { startTf, type WasmPaths } from "./tf/start-tf";

/** The wire to the driver. */
export interface KernelPort {
  post(message: FromKernel): void;
  listen(receive: (message: unknown) => void): void;
}

/** In what the hosts differ. */
export interface KernelPlatform extends DeviceProbe {
  wasmPaths?: WasmPaths;
  /** Starts DuckDB. */
  sql(): Promise<SqlEngine>;
  /** Where its binary lies, if it has to be fetched. */
  duckdb?: string;
}

/** Runs a kernel at the end of a wire. Answers with where to bring errors that nobody caught. */
export function serveKernel(
  wire: KernelPort,
  platform: KernelPlatform,
  quire: QuireModuleFactory,
): (thrown: unknown) => void {
  const secrets = new SecretMask();
  const port = maskedPort(wire, secrets);
  const host = new PortHost(port, secrets);
  let kernel: Kernel | undefined;
  port.listen((raw) => {
    const message = toKernelSchema.parse(raw);
    if (message.type === "start") {
      kernel ??= startKernel(message.options, port, platform, quire, host, secrets);
    } else if (message.type === "hostReply") host.settle(message);
    else if (message.type === "ping") port.post({ type: "pong", id: message.id });
    else if (message.type === "view") void answer(kernel, port, message);
    else if (kernel) obey(kernel, message);
  });
  return (thrown) => {
    if (kernel) kernel.reportLateError(thrown);
    else
      port.post({
        type: "fatal",
        message: `The kernel could not start: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
      });
  };
}

async function answer(
  kernel: Kernel | undefined,
  port: KernelPort,
  { id, name, input }: Extract<ToKernel, { type: "view" }>,
): Promise<void> {
  try {
    if (!kernel) throw new QuireError("UNAVAILABLE", "The kernel has not started yet.");
    port.post({ type: "viewReply", id, ok: true, value: await kernel.view(name, input) });
  } catch (thrown) {
    const code: ErrorCode = thrown instanceof QuireError ? thrown.code : "INTERNAL";
    // A getter of the cell's may throw anything.
    port.post({
      type: "viewReply",
      id,
      ok: false,
      code,
      message: thrown instanceof Error ? thrown.message : "It failed.",
    });
  }
}

function obey(kernel: Kernel, message: Extract<ToKernel, { type: "execute" | "abort" | "forget" | "input" }>): void {
  if (message.type === "execute") void kernel.execute(message.executionId, message.cell);
  else if (message.type === "abort") kernel.abort(message.executionId);
  else if (message.type === "input") kernel.setInput(message.ref, message.value);
  else kernel.forget(message.cellId, message.names);
}

function startKernel(
  options: KernelOptions,
  port: KernelPort,
  platform: KernelPlatform,
  quire: QuireModuleFactory,
  host: KernelHost,
  secrets: SecretMask,
): Kernel {
  guardFetch(options.fetchHosts, [
    ...Object.values(platform.wasmPaths ?? {}),
    ...(platform.duckdb ? [platform.duckdb] : []),
  ]);
  if (options.gpuMayDrain && (options.backend === "auto" || options.backend === "webgpu"))
    void platform
      .findGpu()
      .then(({ gpu }) => gpu && watchDrain(gpu, (draining) => port.post({ type: "gpu", draining })));
  let device = options.found ? Promise.resolve(options.found) : chooseDevice(options, platform);
  let tf: Promise<Tf> | undefined;
  let loadedTf: Tf | undefined;
  const start = async (): Promise<Tf> => {
    const wanted = await device;
    const started = await startTf(wanted, platform.wasmPaths);
    device = Promise.resolve(started.device);
    if (started.device !== wanted) port.post({ type: "device", device: started.device });
    loadedTf = started.tf;
    return started.tf;
  };
  const kernel = new Kernel({
    seed: options.seed,
    host,
    post: (message) => port.post(message),
    tf: () => (tf ??= start()),
    loadedTf: () => loadedTf,
    sql: () => platform.sql(),
    device: () => device,
    modules: { "@observablehq/plot": loadPlot },
    quire,
    parameters: options.parameters,
    secrets,
  });
  reportBlocked((error) => kernel.reportLateError(error));
  void device.then((found) => port.post({ type: "ready", device: found }));
  return kernel;
}

/** The one way out of the kernel: outputs, answers to readers, and what it asks of its host. No secret that it was given passes. */
const maskedPort = (wire: KernelPort, secrets: SecretMask): KernelPort => ({
  post: (message) => wire.post(secrets.deep(message)),
  listen: (receive) => wire.listen(receive),
});

interface Waiting {
  name: HostCallName;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** The driver's side of the typed door, as seen from inside. */
class PortHost implements KernelHost {
  readonly #waiting = new Map<number, Waiting>();
  #count = 0;

  constructor(
    private readonly port: KernelPort,
    private readonly secrets: SecretMask,
  ) {}

  call<N extends HostCallName>(name: N, input: HostInput<N>, executionId: string): Promise<HostOutput<N>> {
    const id = ++this.#count;
    return new Promise<HostOutput<N>>((resolve, reject) => {
      this.#waiting.set(id, { name, resolve: (value) => resolve(value as HostOutput<N>), reject });
      this.port.post({ type: "hostCall", id, executionId, name, input });
    });
  }

  settle(reply: Extract<ToKernel, { type: "hostReply" }>): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (!waiting) return;
    if (!reply.ok) return waiting.reject(new QuireError(reply.code satisfies ErrorCode, reply.message));
    const output = hostCalls[waiting.name].output.safeParse(reply.value);
    if (output.success) {
      // Before any cell has it.
      if (output.data !== null && "value" in output.data) this.secrets.add(output.data.name, output.data.value);
      waiting.resolve(output.data);
    } else
      waiting.reject(
        new QuireError(
          "INTERNAL",
          `The answer to ${waiting.name} has an unexpected form. Reload the page: it may be older than the server.`,
        ),
      );
  }
}
