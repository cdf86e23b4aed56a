"use client";
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
import { MenuPartsContext } from "./menu-parts";

const parts = { Item, CheckboxItem, ItemIndicator, Label, Separator };

export interface MenuPopupProps {
  trigger: ReactNode;
  align: "start" | "center" | "end";
  side?: "top" | "bottom" | "left" | "right";
  open: boolean;
  onOpenChange: (open: boolean) => void;
  children: ReactNode;
}

/** Among the page's own content, so that whoever goes from landmark to landmark finds it; `body` where a page has none. */
const place = () => document.getElementById("main");

/** The menu once it has been opened for the first time. */
export default function MenuPopup({ trigger, align, side, open, onOpenChange, children }: MenuPopupProps) {
  return (
    <Root open={open} onOpenChange={onOpenChange} modal={false}>
      <Trigger asChild>{trigger}</Trigger>
      <Portal container={open ? place() : null}>
        <Content
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            // What the choice has opened may have taken the focus already: it keeps it.
            if (document.activeElement !== document.body) event.preventDefault();
          }}
          className="z-50 max-h-[min(32rem,var(--radix-dropdown-menu-content-available-height))] min-w-48 animate-appear overflow-y-auto rounded-md bg-raised p-1 shadow-float"
        >
          <MenuPartsContext value={parts}>{children}</MenuPartsContext>
        </Content>
      </Portal>
    </Root>
  );
}
