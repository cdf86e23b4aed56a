"use client";
import MenuIcon from "lucide-react/icons/menu";
import dynamic from "next/dynamic";
import { useTheme } from "next-themes";
import { usePathname, useRouter } from "next/navigation";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { CommandHost } from "@/components/commands/command-host";
import { keyOf } from "@/components/commands/commands";
import { commandCenter } from "@/components/commands/command-center";
import { useCommands } from "@/components/commands/use-commands";
import { useScheduleFailures } from "@/components/schedules/use-schedule-failures";
import { IconButton } from "@/components/ui/icon-button";
import { Kbd } from "@/components/ui/kbd";
import { LateBoundary } from "@/components/ui/late-boundary";
import Search from "lucide-react/icons/search";
import { Logo } from "./logo";
import { NavList } from "./nav-list";
import { rememberWorkspace } from "./remembered-workspace";
import { useOpenTour } from "./use-open-tour";
import { UserMenu } from "./user-menu";
import { WorkspaceGate } from "./workspace-gate";
import { WorkspaceSwitcher } from "./workspace-switcher";

interface Shell {
  workspace: string;
  openNav: () => void;
}

/** Comes when it is first asked for. */
const NavSheet = dynamic(() => import("./nav-sheet").then((module) => module.NavSheet), { ssr: false });

const ShellContext = createContext<Shell | null>(null);

/** The workspace that the address names, and its navigation. */
export function useShell(): Shell {
  const shell = useContext(ShellContext);
  if (!shell) throw new Error("useShell belongs inside AppShell");
  return shell;
}

function useShellCommands(workspace: string): void {
  const router = useRouter();
  const { resolvedTheme, setTheme } = useTheme();
  const { openTour } = useOpenTour(workspace);
  const go = (path: string) => () => router.push(path);
  useCommands({
    "go.notebooks": go(`/w/${workspace}`),
    "go.bin": go(`/w/${workspace}?bin=1`),
    "go.runs": go(`/w/${workspace}/runs`),
    "go.datasets": go(`/w/${workspace}/datasets`),
    "go.models": go(`/w/${workspace}/models`),
    "go.endpoints": go(`/w/${workspace}/endpoints`),
    "go.settings": go(`/w/${workspace}/settings`),
    "go.account": go("/account"),
    "go.doctor": go("/doctor"),
    "help.tour": openTour,
    "view.theme": () => setTheme(resolvedTheme === "dark" ? "light" : "dark"),
  });
}

/** The frame of every page of a workspace: a quiet rail on the left, or nothing but the page where that is a notebook. */
export function AppShell({ workspace, children }: { workspace: string; children: ReactNode }) {
  const [navOpen, setNavOpen] = useState(false);
  const [navAsked, setNavAsked] = useState(false);
  const openNav = useCallback(() => {
    setNavAsked(true);
    setNavOpen(true);
  }, []);
  const pathname = usePathname();
  const isNotebook = pathname.startsWith(`/w/${workspace}/notebooks/`);
  useShellCommands(workspace);
  useScheduleFailures(workspace);
  useEffect(() => rememberWorkspace(workspace), [workspace]);
  const shell = useMemo(() => ({ workspace, openNav }), [workspace, openNav]);
  return (
    <ShellContext value={shell}>
      <a
        href="#main"
        className="sr-only rounded-md bg-raised px-3 py-2 shadow-float focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50"
      >
        Skip to the page
      </a>
      <CommandHost workspace={workspace} />
      <LateBoundary>
        {navAsked && <NavSheet workspace={workspace} open={navOpen} onOpenChange={setNavOpen} />}
      </LateBoundary>
      {isNotebook ? (
        <WorkspaceGate workspace={workspace}>{children}</WorkspaceGate>
      ) : (
        <div className="flex min-h-full max-md:flex-col">
          <Rail workspace={workspace} />
          <TopBar onOpen={openNav} />
          <main id="main" tabIndex={-1} className="min-w-0 flex-1 outline-none">
            <WorkspaceGate workspace={workspace}>{children}</WorkspaceGate>
          </main>
        </div>
      )}
    </ShellContext>
  );
}

const Rail = ({ workspace }: { workspace: string }) => (
  <div className="sticky top-0 flex h-dvh w-13 shrink-0 flex-col gap-2 border-r border-line bg-sunken py-3 max-md:hidden lg:w-52">
    <div className="px-2">
      <WorkspaceSwitcher workspace={workspace} compact />
    </div>
    <div className="px-2">
      <button
        type="button"
        onClick={() => commandCenter.run("help.palette")}
        className="flex h-8 w-full items-center gap-2.5 rounded-md px-2 text-faint transition-colors hover:bg-hover hover:text-ink"
      >
        <Search size={16} aria-hidden className="shrink-0" />
        <span className="flex-1 text-left max-lg:sr-only">Find</span>
        <Kbd keys={keyOf("help.palette") ?? ""} className="max-lg:hidden" />
      </button>
    </div>
    <NavList workspace={workspace} compact />
    <div className="px-2">
      <UserMenu compact />
    </div>
  </div>
);

const TopBar = ({ onOpen }: { onOpen: () => void }) => (
  <header className="sticky top-0 z-20 flex h-12 items-center gap-2 border-b border-line bg-page px-2 md:hidden">
    <IconButton label="Open the navigation" onClick={onOpen}>
      <MenuIcon size={18} aria-hidden />
    </IconButton>
    <Logo />
    <span className="font-semibold">Quire</span>
    <span className="flex-1" />
    <IconButton label="Find" onClick={() => commandCenter.run("help.palette")}>
      <Search size={18} aria-hidden />
    </IconButton>
  </header>
);
