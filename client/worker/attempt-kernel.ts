import { BlobTransfer } from "@/components/notebook/blob-transfer";
import { ExecutionSender } from "@/components/notebook/execution-sender";
import { trpcTransport } from "@/components/notebook/execution-transport";
import { PageKernelHost, type PageKernelHostOptions } from "@/components/notebook/kernel-host";
import { newId } from "@/lib/ids";
import type { KernelTransport } from "@/lib/kernel/driver";
import { NotebookRunner, type RunnerOptions } from "@/lib/kernel/runner";
import type { Device } from "@/lib/protocol/device";
import type { JobLimits, JobSpec } from "@/lib/protocol/job";
import { createQuireClient, type QuireClient } from "../client";
import { PatientHost } from "./patient-host";

/** What the server leases to a worker. */
export interface AttemptLease {
  notebookId: string;
  workspace: string;
  token: string;
  spec: JobSpec;
  limits: JobLimits;
}

export interface AttemptOptions {
  url: string;
  createTransport: () => KernelTransport;
  softwareAdapter?: boolean;
  /** A call that is not answered within so long has failed. */
  callMs: number;
}

/** An attempt's ways to the server. */
export interface AttemptServer {
  api: QuireClient;
  blobs: BlobTransfer;
  /** Records what runs. */
  sender: ExecutionSender;
}

/** Nobody sees an output before the server has it; more gather by themselves while a message is on its way. */
const GATHER_MS = 10;

export function attemptServer(
  { workspace, notebookId, token }: AttemptLease,
  { url, callMs }: AttemptOptions,
  told: Pick<ExecutionSender["options"], "onState" | "onUnrecorded">,
): AttemptServer {
  const api = createQuireClient({ url, token, answerMs: callMs });
  return {
    api,
    blobs: new BlobTransfer(workspace, { url, token }),
    sender: new ExecutionSender({ transport: trpcTransport(api, workspace, notebookId), gatherMs: GATHER_MS, ...told }),
  };
}

/** What an attempt's kernel is for. */
export interface AttemptNotebook extends Pick<RunnerOptions, "recorder" | "inputsOf" | "createTransport"> {
  host: Pick<PageKernelHostOptions, "cells" | "pinnedDatasets" | "packages" | "sweepLeft">;
}

/** A kernel that runs in the name of the person who asked for the attempt, and is granted what the page grants its own. */
export function attemptKernel(
  { spec, workspace, notebookId }: AttemptLease,
  { softwareAdapter = false }: AttemptOptions,
  { api, blobs, sender }: AttemptServer,
  { host, ...notebook }: AttemptNotebook,
  ended: AbortSignal,
): NotebookRunner {
  let device: Device = { kind: "server", backend: "cpu", adapter: "" };
  const place = { api, workspace, notebookId, blobs, device: () => device, kernelSeed: spec.seed };
  return new NotebookRunner({
    ...notebook,
    host: new PatientHost(new PageKernelHost({ ...place, ...host }), ended),
    newId,
    kernel: {
      sessionId: newId(),
      backend: spec.backend,
      allowSoftwareAdapter: softwareAdapter,
      fetchHosts: [],
      seed: spec.seed,
    },
    onDevice: (found) => {
      device = found;
      sender.startSession(found);
    },
  });
}
