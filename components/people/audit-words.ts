import type { RouterOutputs } from "@/components/trpc/types";

type Entry = Pick<RouterOutputs["people"]["audit"]["list"][number], "action" | "target" | "person" | "details">;

const text = (value: unknown): string => (typeof value === "string" ? value : "");

const words: Record<string, (entry: Entry & { who: string }) => string> = {
  "workspace.create": () => "made the workspace",
  "workspace.update": () => "changed the settings",
  "member.setRole": ({ who, details }) => `made ${who} ${text(details.role)}, before ${text(details.before)}`,
  "member.remove": ({ who }) => `removed ${who}`,
  "invite.create": ({ details }) => `made an invite as ${text(details.role)}`,
  "invite.revoke": () => "revoked an invite",
  "invite.accept": ({ details }) => `joined as ${text(details.role)}`,
  "reset.create": ({ who }) => `made a password link for ${who}`,
};

/** What happened, as the end of a sentence that begins with a name; actions without words of their own are named plainly. */
export function auditWords(entry: Entry): string {
  const say = words[entry.action];
  return say ? say({ ...entry, who: entry.person ?? "someone who left" }) : `${entry.action} ${entry.target}`;
}
