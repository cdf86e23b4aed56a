import { TRPCClientError } from "@trpc/client";
import type { Api } from "@/components/trpc/client";
import type { SentChunk } from "@/lib/execution/send-queue";
import type { Device } from "@/lib/protocol/device";
import type { ExecutionEvent } from "@/lib/protocol/execution";

export interface BeginMessage {
  sessionId: string;
  executionId: string;
  cellId: string;
  code: string;
  forCommand?: string;
}

/** `retry`: the same may work later. `sessionEnded`: a new session is needed. `refused`: it will never work. */
export type FailureKind = "retry" | "sessionEnded" | "refused";

/** What the execution store asks of the server, for one notebook. */
export interface ExecutionTransport {
  openSession(device: Device): Promise<string>;
  /** Keeps the session alive until the returned function is called. `onEnded`: the server has given it up. */
  holdSession(sessionId: string, onEnded: () => void): () => void;
  begin(message: BeginMessage): Promise<void>;
  append(executionId: string, chunks: SentChunk[]): Promise<void>;
  end(executionId: string, status: "succeeded" | "failed" | "cancelled"): Promise<void>;
  /** A `snapshot` comes first and again after each interruption. */
  watch(onEvent: (event: ExecutionEvent) => void, onConnection: (connected: boolean) => void): () => void;
  failureOf(error: unknown): { kind: FailureKind; message: string };
}

const passing = new Set([
  "TOO_MANY_REQUESTS",
  "UNAVAILABLE",
  "SERVICE_UNAVAILABLE",
  "INTERNAL_SERVER_ERROR",
  "TIMEOUT",
  "CLIENT_CLOSED_REQUEST",
]);

export function failureOf(error: unknown): { kind: FailureKind; message: string } {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof TRPCClientError)) return { kind: "retry", message };
  const data = error.data as { code?: string } | null | undefined;
  // No answer at all: the network or the server is away. A full disk is an INTERNAL_SERVER_ERROR to tRPC.
  if (!data?.code || passing.has(data.code)) return { kind: "retry", message };
  return {
    kind: data.code === "CONFLICT" && message.includes("session has ended") ? "sessionEnded" : "refused",
    message,
  };
}

/** The server's procedures, as the store uses them. */
export function trpcTransport(api: Api, workspace: string, notebookId: string): ExecutionTransport {
  const { executions } = api;
  return {
    openSession: async (device) => (await executions.openSession.mutate({ workspace, notebookId, device })).sessionId,
    holdSession: (sessionId, onEnded) => {
      const subscription = executions.holdSession.subscribe(
        { workspace, sessionId },
        { onError: (error) => failureOf(error).kind !== "retry" && onEnded() },
      );
      return () => subscription.unsubscribe();
    },
    begin: async (message) => void (await executions.begin.mutate({ workspace, notebookId, ...message })),
    append: (executionId, chunks) => executions.append.mutate({ workspace, executionId, chunks }),
    end: (executionId, status) => executions.end.mutate({ workspace, executionId, status }),
    watch: (onEvent, onConnection) => {
      const subscription = executions.watch.subscribe(
        { workspace, notebookId },
        { onData: onEvent, onStarted: () => onConnection(true), onError: () => onConnection(false) },
      );
      return () => subscription.unsubscribe();
    },
    failureOf,
  };
}
