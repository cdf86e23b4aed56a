/** How long a GPU may take over next to nothing before people are told. */
const PATIENCE_MS = 1000;

/**
 * What an ended kernel had queued on the GPU is still worked through, and whatever comes next waits for it. Tells when the GPU has
 * not got round to a trivial piece of work in time, and then when it has.
 */
export async function watchDrain(
  gpu: GPU,
  tell: (draining: boolean) => void,
  patienceMs: number = PATIENCE_MS,
): Promise<void> {
  const timer = setTimeout(() => tell(true), patienceMs);
  // A GPU that refuses is busy no longer: what is wrong with it is said where it is first used.
  await doLittle(gpu).catch(() => undefined);
  clearTimeout(timer);
  tell(false);
}

/** Each step may be what waits: asking for the adapter and a device as well. */
async function doLittle(gpu: GPU): Promise<void> {
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  const device = await adapter?.requestDevice();
  if (!device) return;
  const buffer = device.createBuffer({ size: 4, usage: GPUBufferUsage.COPY_DST });
  const encoder = device.createCommandEncoder();
  encoder.clearBuffer(buffer);
  device.queue.submit([encoder.finish()]);
  await device.queue.onSubmittedWorkDone();
  device.destroy();
}
