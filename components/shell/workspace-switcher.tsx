"use client";
import { useQuery } from "@tanstack/react-query";
import Check from "lucide-react/icons/check";
import ChevronsUpDown from "lucide-react/icons/chevrons-up-down";
import Plus from "lucide-react/icons/plus";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useState } from "react";
import clsx from "clsx";
import { useTRPC } from "@/components/trpc/context";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "@/components/ui/menu";
import { Logo } from "./logo";

const CreateWorkspaceDialog = dynamic(
  () => import("./create-workspace-dialog").then((module) => module.CreateWorkspaceDialog),
  { ssr: false },
);

export function WorkspaceSwitcher({ workspace, compact }: { workspace: string; compact?: boolean }) {
  const trpc = useTRPC();
  const router = useRouter();
  const [creating, setCreating] = useState(false);
  const mine = useQuery(trpc.people.workspaces.queryOptions(undefined, { staleTime: 60_000 }));
  const current = mine.data?.find((one) => one.slug === workspace);
  return (
    <>
      <Menu
        trigger={
          <button
            type="button"
            className="flex h-10 w-full items-center gap-2.5 rounded-md px-2 text-left transition-colors hover:bg-hover"
          >
            <Logo />
            <span className={clsx("min-w-0 flex-1 truncate font-semibold", compact && "max-lg:sr-only")}>
              {current?.name ?? "Quire"}
            </span>
            <ChevronsUpDown size={14} aria-hidden className={clsx("text-faint", compact && "max-lg:hidden")} />
            <span className="sr-only">Switch workspace</span>
          </button>
        }
      >
        <MenuLabel>Workspaces</MenuLabel>
        {mine.data?.map((one) => (
          <MenuItem
            key={one.slug}
            icon={one.slug === workspace && <Check size={14} aria-label="Current" />}
            onSelect={() => router.push(`/w/${one.slug}`)}
          >
            {one.name}
          </MenuItem>
        ))}
        <MenuSeparator />
        <MenuItem icon={<Plus size={14} aria-hidden />} onSelect={() => setCreating(true)}>
          New workspace
        </MenuItem>
      </Menu>
      {creating && <CreateWorkspaceDialog onClose={() => setCreating(false)} />}
    </>
  );
}
