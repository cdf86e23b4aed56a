import type { RouterOutputs } from "@/components/trpc/types";

type Entry = Pick<RouterOutputs["people"]["audit"]["list"][number], "action" | "target" | "person" | "details">;

const text = (value: unknown): string => (typeof value === "string" ? value : "");

const secretSteps: Record<string, string> = {
  new: "added",
  replaced: "gave another value to",
  kept: "changed who may use",
};

const words: Record<string, (entry: Entry & { who: string }) => string> = {
  "workspace.create": () => "made the workspace",
  "workspace.update": () => "changed the settings",
  "member.setRole": ({ who, details }) => `made ${who} ${text(details.role)}, before ${text(details.before)}`,
  "member.remove": ({ who }) => `removed ${who}`,
  "invite.create": ({ details }) => `made an invite as ${text(details.role)}`,
  "invite.revoke": () => "revoked an invite",
  "invite.accept": ({ details }) => `joined as ${text(details.role)}`,
  "secret.set": ({ target, details }) => `${secretSteps[text(details.value)] ?? "changed"} the secret ${target}`,
  "secret.delete": ({ target }) => `deleted the secret ${target}`,
  "secret.use": ({ target, details }) =>
    details.importOf === undefined
      ? `used the secret ${target} in ${details.script === true ? "a script" : "a notebook"}`
      : `used the secret ${target} to import ${text(details.importOf)}`,
  "notebook.erase": ({ details }) => `deleted the notebook “${text(details.title)}” for good`,
  "workerToken.create": ({ details }) => `made the worker token “${text(details.name)}”`,
  "workerToken.revoke": () => "revoked a worker token",
  "reset.create": ({ who }) => `made a password link for ${who}`,
};

/** What happened, as the end of a sentence that begins with a name; actions without words of their own are named plainly. */
export function auditWords(entry: Entry): string {
  const say = words[entry.action];
  return say ? say({ ...entry, who: entry.person ?? "someone who left" }) : `${entry.action} ${entry.target}`;
}
