"use client";
import clsx from "clsx";
import LogOut from "lucide-react/icons/log-out";
import Monitor from "lucide-react/icons/monitor";
import Moon from "lucide-react/icons/moon";
import Stethoscope from "lucide-react/icons/stethoscope";
import Sun from "lucide-react/icons/sun";
import UserRound from "lucide-react/icons/user-round";
import { useTheme } from "next-themes";
import { useRouter } from "next/navigation";
import { Avatar } from "@/components/ui/avatar";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "@/components/ui/menu";
import { personColor } from "@/lib/collab/color";
import { toast } from "@/components/ui/toast";
import { useMe } from "./use-me";

const themes = [
  { value: "system", label: "As the system", icon: Monitor },
  { value: "light", label: "Light", icon: Sun },
  { value: "dark", label: "Dark", icon: Moon },
] as const;

/** Its code checks answers with schemas, which no page needs until then. */
const signOut = async (): Promise<void> => (await import("@/components/people/session")).signOut();

export function UserMenu({ compact }: { compact?: boolean }) {
  const me = useMe().data?.user;
  const router = useRouter();
  const { theme, setTheme } = useTheme();
  const name = me?.name ?? "";
  return (
    <Menu
      align="start"
      side="top"
      trigger={
        <button
          type="button"
          className="flex h-10 w-full items-center gap-2.5 rounded-md px-1.5 text-left transition-colors hover:bg-hover"
          aria-label={`You: ${name}. Account, theme, sign out`}
        >
          <Avatar name={name} color={me ? personColor(me.id) : undefined} decorative />
          <span className={clsx("min-w-0 flex-1 truncate", compact && "max-lg:hidden")}>{name}</span>
        </button>
      }
    >
      <MenuLabel>{me?.email ?? "Not signed in"}</MenuLabel>
      <MenuItem icon={<UserRound size={14} aria-hidden />} onSelect={() => router.push("/account")}>
        Your account
      </MenuItem>
      <MenuItem icon={<Stethoscope size={14} aria-hidden />} onSelect={() => router.push("/doctor")}>
        Doctor
      </MenuItem>
      <MenuSeparator />
      <MenuLabel>Theme</MenuLabel>
      {themes.map(({ value, label, icon: Icon }) => (
        <MenuItem
          key={value}
          icon={<Icon size={14} aria-hidden className={clsx(theme === value && "text-accent")} />}
          onSelect={() => setTheme(value)}
        >
          {label}
          {theme === value && <span className="sr-only">, chosen</span>}
          {theme === value && (
            <span className="ml-1 text-accent" aria-hidden>
              ·
            </span>
          )}
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuItem
        icon={<LogOut size={14} aria-hidden />}
        onSelect={() =>
          void signOut().catch((error: unknown) =>
            toast.error(error instanceof Error ? error.message : "Signing out failed."),
          )
        }
      >
        Sign out
      </MenuItem>
    </Menu>
  );
}
