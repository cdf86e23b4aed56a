"use client";
import clsx from "clsx";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { isCurrent, type NavItem, navItems, settingsItem } from "./nav-items";

interface NavListProps {
  workspace: string;
  /** Icons alone at medium width; the names stay for assistive technology. */
  compact?: boolean;
  onFollow?: () => void;
}

export function NavList({ workspace, compact, onFollow }: NavListProps) {
  return (
    <nav aria-label="Workspace" className="flex flex-1 flex-col gap-0.5 px-2">
      {navItems.map((item) => (
        <NavLink key={item.label} item={item} workspace={workspace} compact={compact} onFollow={onFollow} />
      ))}
      <span className="flex-1" />
      <NavLink item={settingsItem} workspace={workspace} compact={compact} onFollow={onFollow} />
    </nav>
  );
}

function NavLink({ item, workspace, compact, onFollow }: NavListProps & { item: NavItem }) {
  const current = isCurrent(item, workspace, usePathname());
  const { icon: Icon } = item;
  return (
    <Link
      href={`/w/${workspace}${item.path}`}
      aria-current={current ? "page" : undefined}
      title={compact ? item.label : undefined}
      onClick={onFollow}
      className={clsx(
        "flex h-8 items-center gap-2.5 rounded-md px-2 transition-colors",
        current ? "bg-hover font-medium text-ink" : "text-muted hover:bg-hover hover:text-ink",
      )}
    >
      <Icon size={16} className={clsx("shrink-0", current && "text-accent")} />
      <span className={clsx(compact && "max-lg:sr-only")}>{item.label}</span>
    </Link>
  );
}
