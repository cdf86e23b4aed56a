import type { TokenScope } from "@/lib/protocol/workspace";

/** Who makes a request, as the server knows it. */
export interface Principal {
  userId: string;
  name: string;
  email: string;
  /** A browser session may do all that the person may; a token only what its scopes say. */
  via: "session" | "token" | "attempt";
  scopes: TokenScope[];
  /** A job that runs in the person's name: it may do what a kernel may ask for, in this workspace, while the attempt lasts. */
  attempt?: {
    id: string;
    jobId: string;
    workspaceId: string;
    /** Its kernel is a notebook's shared session: everyone who may edit runs cells in it. */
    isShared: boolean;
  };
}

/** A worker that asks for jobs. It is nobody's: what a job may do is opened by the token of its attempt. */
export interface WorkerPrincipal {
  /** Null for the server's own, which works for all workspaces. */
  tokenId: string | null;
  workspaceId: string | null;
}
