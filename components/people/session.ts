import { z } from "zod/mini";

/** Refusals of the sign-in endpoints, which are not tRPC: they carry a message meant for the person. */
const refusalSchema = z.object({ message: z.string() });

const ownWords: Record<string, string> = {
  "Invalid email or password": "The email address or the password is not right.",
  "Invalid password": "The current password is not right.",
};

async function post(path: string, body: object): Promise<void> {
  const answer = await fetch(`/api/auth${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  }).catch((cause: unknown) => {
    throw new Error("The server does not answer. Try again in a moment.", { cause });
  });
  if (answer.ok) return;
  const refusal = refusalSchema.safeParse(await answer.json().catch(() => null));
  const message = refusal.success ? refusal.data.message : `The server refused with status ${answer.status}.`;
  throw new Error(ownWords[message] ?? message);
}

export const signIn = (email: string, password: string): Promise<void> => post("/sign-in/email", { email, password });

export const changePassword = (currentPassword: string, newPassword: string): Promise<void> =>
  post("/change-password", { currentPassword, newPassword, revokeOtherSessions: true });

export const signOutElsewhere = (): Promise<void> => post("/revoke-other-sessions", {});

/** A full load afterwards, so that nothing of the person stays in memory. */
export async function signOut(): Promise<void> {
  await post("/sign-out", {});
  window.location.assign("/signin");
}

/** Opens a page as the person who has just signed in: a full load, for caches and sockets belong to who was there before. */
export const enter = (path: string): void => window.location.replace(path);

/** Where someone begins whose account was just made, as the server said. */
export const firstPage = ({ workspace, notebook }: { workspace: string; notebook: string | null }): string =>
  notebook === null ? `/w/${workspace}` : `/w/${workspace}/notebooks/${notebook}`;

/** Where to go after signing in: a path of this site, whatever the address bar was made to say. */
export function safePath(next: string | undefined, origin: string): string {
  if (!next || !URL.canParse(next, origin)) return "/";
  const url = new URL(next, origin);
  const path = url.pathname + url.search + url.hash;
  // `/..//host` resolves to a path that would itself be read as another host.
  return url.origin === origin && !path.startsWith("//") ? path : "/";
}
