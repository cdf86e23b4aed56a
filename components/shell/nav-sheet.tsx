"use client";
import { Sheet } from "@/components/ui/dialog";
import { NavList } from "./nav-list";
import { UserMenu } from "./user-menu";
import { WorkspaceSwitcher } from "./workspace-switcher";

/** The rail as a sheet: on narrow pages, and on the notebook, which has the whole page to itself. */
export function NavSheet({
  workspace,
  open,
  onOpenChange,
}: {
  workspace: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  return (
    <Sheet open={open} onOpenChange={onOpenChange} title="Quire" side="left">
      <div className="flex h-full flex-col gap-2">
        <div className="px-2">
          <WorkspaceSwitcher workspace={workspace} />
        </div>
        <NavList workspace={workspace} onFollow={() => onOpenChange(false)} />
        <div className="px-2">
          <UserMenu />
        </div>
      </div>
    </Sheet>
  );
}
