import Activity from "lucide-react/icons/activity";
import Boxes from "lucide-react/icons/boxes";
import NotebookText from "lucide-react/icons/notebook-text";
import RadioTower from "lucide-react/icons/radio-tower";
import Settings from "lucide-react/icons/settings";
import Table2 from "lucide-react/icons/table-2";
import type { ComponentType } from "react";
import type { CommandId } from "@/components/commands/commands";

export interface NavItem {
  label: string;
  /** Below /w/WORKSPACE. */
  path: string;
  icon: ComponentType<{ size?: number; className?: string }>;
  command: CommandId;
}

export const navItems: readonly NavItem[] = [
  { label: "Notebooks", path: "", icon: NotebookText, command: "go.notebooks" },
  { label: "Runs", path: "/runs", icon: Activity, command: "go.runs" },
  { label: "Datasets", path: "/datasets", icon: Table2, command: "go.datasets" },
  { label: "Models", path: "/models", icon: Boxes, command: "go.models" },
  { label: "Endpoints", path: "/endpoints", icon: RadioTower, command: "go.endpoints" },
];

export const settingsItem: NavItem = { label: "Settings", path: "/settings", icon: Settings, command: "go.settings" };

/** Whether the address is that place or lies below it; notebooks lie below the workspace's root. */
export function isCurrent(item: NavItem, workspace: string, pathname: string): boolean {
  const root = `/w/${workspace}`;
  if (item.path === "") return pathname === root || pathname.startsWith(`${root}/notebooks`);
  return pathname === root + item.path || pathname.startsWith(`${root}${item.path}/`);
}
