import { isLoopback } from "@/lib/loopback";
import type { Env } from "./env";

type Addresses = Pick<Env, "HOST" | "PORT" | "QUIRE_URL" | "appUrl" | "sandboxUrl">;

const scheme = (url: string) => new URL(url).protocol;

/** What other machines will miss, and what to set; nothing where only this machine can connect or all is well. */
function forOtherMachines({ HOST, PORT, QUIRE_URL, appUrl, sandboxUrl }: Addresses): string[] {
  if (["127.0.0.1", "::1", "localhost"].includes(HOST)) return [];
  const lines: string[] = [];
  if (scheme(appUrl) === "http:")
    lines.push(
      `HOST=${HOST} lets other machines connect over plain HTTP: browsers there give no WebGPU, and passwords travel in the clear.`,
      "Set QUIRE_TLS=self-signed, or QUIRE_TLS=certificate.pem,key.pem, or put a proxy with HTTPS before Quire.",
    );
  if (QUIRE_URL === undefined && isLoopback(new URL(appUrl).hostname))
    lines.push(
      `Invite links will name ${appUrl}, which is everyone's own machine. Set QUIRE_URL to the address that others use.`,
    );
  if (sandboxUrl === null || isLoopback(new URL(sandboxUrl).hostname))
    lines.push(
      "Cells of other machines run in an opaque frame, on wasm. Set QUIRE_SANDBOX_URL to a second name of this server,",
      `or to the same name with another port than ${PORT}.`,
    );
  return lines.length > 0 ? ["", ...lines, "The page /doctor checks each part."] : [];
}

/** What the terminal shows once people can come: plain text, for it is read by a person. */
export function announcement(env: Addresses, setupUrl: string | null): string {
  const lines = [`Quire is ready at ${env.appUrl}`];
  if (setupUrl) lines.push("", "Make the owner's account (this link works once):", `  ${setupUrl}`);
  return `\n${[...lines, ...forOtherMachines(env)].join("\n")}\n\n`;
}
