import type { Role } from "@/lib/protocol/workspace";

/** What a role may do, as the end of a sentence. */
export const roleHints: Record<Role, string> = {
  viewer: "see everything, change nothing.",
  editor: "edit and run notebooks, and keep datasets, runs and models.",
  owner: "all of that, and manage people and settings.",
};

const labels: Record<Role, string> = { viewer: "Viewer", editor: "Editor", owner: "Owner" };
export const roleOptions = (["viewer", "editor", "owner"] as const).map((value) => ({ value, label: labels[value] }));
export const roleLabel = (role: Role): string => labels[role];
export const asRole = (value: string): Role => roleOptions.find((option) => option.value === value)?.value ?? "viewer";
