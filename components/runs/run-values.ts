import { metric } from "@/lib/format/number";
import { duration } from "@/lib/format/time";
import type { Device } from "@/lib/protocol/device";
import type { RunParams } from "@/lib/protocol/run";

type Param = RunParams[string];

/** A param as a person reads it. */
export function paramText(value: Param | undefined): string {
  if (value === undefined) return "";
  if (typeof value === "number") return metric(value);
  return value === null ? "null" : String(value);
}

export const backendNames = { webgpu: "WebGPU", wasm: "wasm", cpu: "cpu" } as const;

export function deviceText({ kind, backend, adapter }: Device): string {
  const name = [backendNames[backend], adapter && adapter !== "none" ? adapter : ""].filter(Boolean).join(" · ");
  return kind === "server" ? `${name} on a server` : name;
}

/** Where a run was, one place after the other; the place itself is said where there was more than one. */
export const devicesText = (devices: readonly Device[]): string =>
  devices
    .map((device) =>
      devices.length > 1 && device.kind === "browser" ? `${deviceText(device)} in a browser` : deviceText(device),
    )
    .join(" → ");

/** How long it took, or has until now. */
export function runDuration(run: { createdAt: Date; endedAt: Date | null }, now: number): string {
  return duration(Math.max(0, (run.endedAt?.getTime() ?? now) - run.createdAt.getTime()));
}

export const runTitle = (run: { name: string; number: number }): string => `${run.name} #${run.number}`;
