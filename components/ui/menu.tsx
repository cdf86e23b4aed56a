"use client";
import clsx from "clsx";
import Check from "lucide-react/icons/check";
import {
  CheckboxItem,
  Content,
  Item,
  ItemIndicator,
  Label,
  Portal,
  Root,
  Separator,
  Trigger,
} from "radix-ui/dropdown-menu";
import type { ReactNode } from "react";
import { Kbd } from "./kbd";

interface MenuProps {
  /** One button. */
  trigger: ReactNode;
  align?: "start" | "center" | "end";
  side?: "top" | "bottom" | "left" | "right";
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  children: ReactNode;
}

export function Menu({ trigger, align = "start", side, open, onOpenChange, children }: MenuProps) {
  return (
    <Root open={open} onOpenChange={onOpenChange} modal={false}>
      <Trigger asChild>{trigger}</Trigger>
      <Portal>
        <Content
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-[min(24rem,var(--radix-dropdown-menu-content-available-height))] min-w-48 animate-appear overflow-y-auto rounded-md bg-raised p-1 shadow-float"
        >
          {children}
        </Content>
      </Portal>
    </Root>
  );
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

export const MenuLabel = ({ children }: { children: ReactNode }) => (
  <Label className="px-2 pt-1.5 pb-1 text-xs text-faint">{children}</Label>
);
export const MenuSeparator = () => <Separator className="mx-2 my-1 h-px bg-line" />;
