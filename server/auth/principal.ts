import type { TokenScope } from "@/lib/protocol/workspace";

/** Who makes a request, as the server knows it. */
export interface Principal {
  userId: string;
  name: string;
  email: string;
  /** A browser session may do all that the person may; a token only what its scopes say. */
  via: "session" | "token";
  scopes: TokenScope[];
}
