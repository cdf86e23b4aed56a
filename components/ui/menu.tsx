"use client";
import clsx from "clsx";
import Check from "lucide-react/icons/check";
import {
  cloneElement,
  type ComponentType,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  useState,
} from "react";
import { Kbd } from "./kbd";
import { useMenuParts } from "./menu-parts";
import type { MenuPopupProps } from "./menu-popup";

interface TriggerProps {
  "aria-haspopup"?: "menu";
  "aria-expanded"?: boolean;
  onClick?: () => void;
  onKeyDown?: (event: KeyboardEvent) => void;
  onPointerEnter?: () => void;
  onFocus?: () => void;
}

interface MenuProps {
  /** One button, with no handlers of its own. */
  trigger: ReactElement<TriggerProps>;
  align?: "start" | "center" | "end";
  side?: "top" | "bottom" | "left" | "right";
  children: ReactNode;
}

let loading: Promise<ComponentType<MenuPopupProps>> | null = null;
const loadPopup = () =>
  (loading ??= import("./menu-popup").then(
    (module) => module.default,
    (error: unknown) => {
      // The next press tries again.
      loading = null;
      throw error;
    },
  ));

/** A menu of actions. What it takes to show one comes when a trigger is first pointed at: lists have a menu in each row. */
export function Menu({ trigger, align = "start", side, children }: MenuProps) {
  const [Popup, setPopup] = useState<ComponentType<MenuPopupProps> | null>(null);
  const [open, setOpen] = useState(false);
  if (Popup)
    return (
      <Popup trigger={trigger} align={align} side={side} open={open} onOpenChange={setOpen}>
        {children}
      </Popup>
    );
  const begin = async () => {
    const loaded = await loadPopup();
    setOpen(true);
    setPopup(() => loaded);
  };
  const prepare = () => void loadPopup();
  return cloneElement(trigger, {
    "aria-haspopup": "menu",
    "aria-expanded": false,
    onClick: () => void begin(),
    onKeyDown: (event) => {
      if (event.key !== "ArrowDown") return;
      event.preventDefault();
      void begin();
    },
    onPointerEnter: prepare,
    onFocus: prepare,
  });
}

const itemClass =
  "flex h-8 items-center gap-2 rounded-sm px-2 outline-none select-none data-[highlighted]:bg-hover data-[disabled]:opacity-45 cursor-default";

interface MenuItemProps {
  icon?: ReactNode;
  shortcut?: string;
  danger?: boolean;
  disabled?: boolean;
  onSelect?: (event: Event) => void;
  /** Draws the child (a link) as the item. */
  asChild?: boolean;
  children: ReactNode;
}

export function MenuItem({ icon, shortcut, danger, disabled, onSelect, asChild, children }: MenuItemProps) {
  const { Item } = useMenuParts();
  const className = clsx(itemClass, danger && "text-danger");
  if (asChild)
    return (
      <Item asChild disabled={disabled} onSelect={onSelect} className={className}>
        {children}
      </Item>
    );
  return (
    <Item disabled={disabled} onSelect={onSelect} className={className}>
      {icon && <span className={clsx("flex size-4 items-center justify-center", !danger && "text-faint")}>{icon}</span>}
      <span className="flex-1 truncate">{children}</span>
      {shortcut && <Kbd keys={shortcut} />}
    </Item>
  );
}

export function MenuCheckItem({
  checked,
  onCheckedChange,
  children,
}: {
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
  children: ReactNode;
}) {
  const { CheckboxItem, ItemIndicator } = useMenuParts();
  return (
    <CheckboxItem checked={checked} onCheckedChange={onCheckedChange} className={itemClass}>
      <span className="flex size-4 items-center justify-center text-accent">
        <ItemIndicator>
          <Check size={14} aria-hidden />
        </ItemIndicator>
      </span>
      <span className="flex-1 truncate">{children}</span>
    </CheckboxItem>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  const { Label } = useMenuParts();
  return <Label className="px-2 pt-1.5 pb-1 text-xs text-faint">{children}</Label>;
}

export function MenuSeparator() {
  const { Separator } = useMenuParts();
  return <Separator className="mx-2 my-1 h-px bg-line" />;
}
