"use client";
import {
  cloneElement,
  type FocusEvent,
  type PointerEvent,
  type ReactElement,
  type ReactNode,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { createPortal } from "react-dom";
import { Kbd } from "./kbd";

type Side = "top" | "bottom" | "left" | "right";

interface TriggerProps {
  onPointerEnter?: (event: PointerEvent<HTMLElement>) => void;
  onPointerLeave?: (event: PointerEvent<HTMLElement>) => void;
  onPointerDown?: (event: PointerEvent<HTMLElement>) => void;
  onFocus?: (event: FocusEvent<HTMLElement>) => void;
  onBlur?: (event: FocusEvent<HTMLElement>) => void;
  "aria-label"?: string;
  "aria-describedby"?: string;
}

interface TooltipProps {
  content: ReactNode;
  shortcut?: string;
  side?: Side;
  /** One focusable element. */
  children: ReactElement<TriggerProps>;
}

const DELAY_MS = 400;
/** Moving on to the next control within this time shows its tooltip at once. */
const WARM_MS = 200;
let lastShown = 0;

/** Says what a control does, on hover and on keyboard focus. Small and our own, for it is on every page. */
export function Tooltip({ content, shortcut, side = "top", children }: TooltipProps) {
  const [anchor, setAnchor] = useState<DOMRect | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const id = useId();
  const { props } = children;

  const hide = () => {
    clearTimeout(timer.current);
    if (anchor) lastShown = Date.now();
    setAnchor(null);
  };
  const show = (element: Element, delay: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      // What opened something has said enough.
      if (element.isConnected && element.ariaExpanded !== "true") setAnchor(element.getBoundingClientRect());
    }, delay);
  };
  useEffect(() => () => clearTimeout(timer.current), []);

  const trigger = cloneElement(children, {
    onPointerEnter: (event) => {
      props.onPointerEnter?.(event);
      if (event.pointerType === "mouse") show(event.currentTarget, Date.now() - lastShown < WARM_MS ? 0 : DELAY_MS);
    },
    onPointerLeave: (event) => {
      props.onPointerLeave?.(event);
      hide();
    },
    onPointerDown: (event) => {
      props.onPointerDown?.(event);
      hide();
    },
    onFocus: (event) => {
      props.onFocus?.(event);
      if (event.currentTarget.matches(":focus-visible")) show(event.currentTarget, DELAY_MS);
    },
    onBlur: (event) => {
      props.onBlur?.(event);
      hide();
    },
    // A control whose name it repeats need not be described by it as well.
    "aria-describedby": anchor && !props["aria-label"] ? id : props["aria-describedby"],
  });
  return (
    <>
      {trigger}
      {anchor && (
        <Bubble id={id} anchor={anchor} side={side} onClose={hide}>
          {content}
          {shortcut && <Kbd keys={shortcut} className="text-page! opacity-70" />}
        </Bubble>
      )}
    </>
  );
}

interface BubbleProps {
  id: string;
  anchor: DOMRect;
  side: Side;
  onClose: () => void;
  children: ReactNode;
}

function Bubble({ id, anchor, side, onClose, children }: BubbleProps) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const { left, top } = place(anchor, element.offsetWidth, element.offsetHeight, side);
    element.style.transform = `translate(${left}px, ${top}px)`;
  }, [anchor, side]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && onClose();
    window.addEventListener("keydown", onKey);
    window.addEventListener("scroll", onClose, { capture: true, passive: true });
    return () => {
      window.removeEventListener("keydown", onKey);
      window.removeEventListener("scroll", onClose, { capture: true });
    };
  }, [onClose]);
  return createPortal(
    <div
      ref={box}
      id={id}
      role="tooltip"
      className="pointer-events-none fixed top-0 left-0 z-50 flex max-w-72 items-center gap-2 rounded-md bg-ink px-2 py-1 text-xs text-page shadow-float"
    >
      {children}
    </div>,
    document.body,
  );
}

const GAP = 6;
const EDGE = 8;

/** Beside the anchor on the wanted side, or across where there is no room; always within the window. */
function place(anchor: DOMRect, width: number, height: number, side: Side): { left: number; top: number } {
  const within = (value: number, size: number, room: number) => Math.max(EDGE, Math.min(value, room - size - EDGE));
  const middle = { x: anchor.left + anchor.width / 2 - width / 2, y: anchor.top + anchor.height / 2 - height / 2 };
  if (side === "left" || side === "right") {
    const [before, behind] = [anchor.left - width - GAP, anchor.right + GAP];
    const left = (side === "left" && before >= EDGE) || behind + width > innerWidth - EDGE ? before : behind;
    return { left: within(left, width, innerWidth), top: within(middle.y, height, innerHeight) };
  }
  const [above, below] = [anchor.top - height - GAP, anchor.bottom + GAP];
  const top = (side === "top" && above >= EDGE) || below + height > innerHeight - EDGE ? above : below;
  return { left: within(middle.x, width, innerWidth), top: within(top, height, innerHeight) };
}
