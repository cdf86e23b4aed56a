"use client";
import { Content, Portal, Provider, Root, Trigger } from "radix-ui/tooltip";
import type { ReactNode } from "react";
import { Kbd } from "./kbd";

export const TooltipProvider = ({ children }: { children: ReactNode }) => (
  <Provider delayDuration={400} skipDelayDuration={200}>
    {children}
  </Provider>
);

interface TooltipProps {
  content: ReactNode;
  shortcut?: string;
  side?: "top" | "bottom" | "left" | "right";
  children: ReactNode;
}

/** Says what a control does. Its child must be one focusable element. */
export function Tooltip({ content, shortcut, side, children }: TooltipProps) {
  return (
    <Root>
      <Trigger asChild>{children}</Trigger>
      <Portal>
        <Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 flex max-w-72 animate-appear items-center gap-2 rounded-md bg-ink px-2 py-1 text-xs text-page shadow-float"
        >
          {content}
          {shortcut && <Kbd keys={shortcut} className="text-page! opacity-70" />}
        </Content>
      </Portal>
    </Root>
  );
}
