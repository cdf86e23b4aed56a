"use client";
import clsx from "clsx";
import X from "lucide-react/icons/x";
import { Close, Content, Description, Overlay, Portal, Root, Title } from "radix-ui/dialog";
import { type ReactNode, useEffect, useRef, useState } from "react";

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  children?: ReactNode;
  /** The buttons, the main one last. */
  footer?: ReactNode;
  wide?: boolean;
}

const CloseButton = () => (
  <Close
    aria-label="Close"
    className="inline-flex size-7 items-center justify-center rounded-md text-faint transition-colors hover:bg-hover hover:text-ink"
  >
    <X size={16} aria-hidden />
  </Close>
);

export function Dialog({ open, onOpenChange, title, description, children, footer, wide }: DialogProps) {
  return (
    <Root open={open} onOpenChange={onOpenChange}>
      <Portal>
        <Overlay className="fixed inset-0 z-40 animate-appear bg-overlay" />
        <Content
          {...(description ? {} : { "aria-describedby": undefined })}
          className={clsx(
            "fixed inset-x-4 top-[12vh] z-40 mx-auto flex max-h-[76vh] animate-appear flex-col rounded-md bg-raised shadow-float",
            wide ? "max-w-3xl" : "max-w-md",
          )}
        >
          <header className="flex items-start justify-between gap-4 px-5 pt-4">
            <div>
              <Title className="text-lg font-semibold">{title}</Title>
              {description && <Description className="mt-0.5 text-muted">{description}</Description>}
            </div>
            <CloseButton />
          </header>
          <Body>{children}</Body>
          {footer && <footer className="flex justify-end gap-2 border-t border-line px-5 py-3">{footer}</footer>}
        </Content>
      </Portal>
    </Root>
  );
}

/** Where it scrolls and holds nothing that takes the focus, the keyboard must reach it all the same. */
function Body({ children }: { children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  const [scrolls, setScrolls] = useState(false);
  useEffect(() => {
    if (box.current) setScrolls(box.current.scrollHeight > box.current.clientHeight);
  }, []);
  return (
    <div
      ref={box}
      tabIndex={scrolls ? 0 : undefined}
      className="overflow-y-auto px-5 pt-3 pb-5 focus-visible:-outline-offset-2"
    >
      {children}
    </div>
  );
}

interface SheetProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  side?: "left" | "right";
  children: ReactNode;
}

/** A panel that slides over the page from an edge: what panels become where the page is narrow. */
export function Sheet({ open, onOpenChange, title, side = "right", children }: SheetProps) {
  return (
    <Root open={open} onOpenChange={onOpenChange}>
      <Portal>
        <Overlay className="fixed inset-0 z-40 animate-appear bg-overlay" />
        <Content
          aria-describedby={undefined}
          className={clsx(
            "fixed inset-y-0 z-40 flex w-80 max-w-[86vw] flex-col bg-raised shadow-float",
            side === "left" ? "left-0 animate-slide-in" : "right-0 animate-appear",
          )}
        >
          <header className="flex h-12 shrink-0 items-center justify-between px-4">
            <Title className="font-semibold">{title}</Title>
            <CloseButton />
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-4">{children}</div>
        </Content>
      </Portal>
    </Root>
  );
}
