"use client";

import { useEffect, useEffectEvent, useLayoutEffect, useRef } from "react";
import type * as Y from "yjs";
import "./cell-editor.css";
import type { EditorCommand } from "./command";
import type { EditorSession } from "./session";
import { EditorSlot, type RunMarker } from "./slot";
import type { EditorLanguage } from "./static-text";

export interface CellEditorProps {
  session: EditorSession;
  cellId: string;
  text: Y.Text;
  language: EditorLanguage;
  /** Whether the caret belongs into this cell. */
  active: boolean;
  readOnly?: boolean;
  lineNumbers?: boolean;
  /** Where the last run failed. */
  markers?: readonly RunMarker[];
  label?: string;
  onKey: (command: EditorCommand) => void;
  onFocus?: () => void;
  onBlur?: () => void;
}

const NO_MARKERS: readonly RunMarker[] = [];

/** A cell's code: text that becomes an editor when it is near the viewport, without moving anything. */
export function CellEditor({
  session,
  cellId,
  text,
  language,
  active,
  readOnly = false,
  lineNumbers = false,
  markers = NO_MARKERS,
  label = "Cell code",
  onKey,
  onFocus,
  onBlur,
}: CellEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const slot = useRef<EditorSlot | null>(null);
  const handleCommand = useEffectEvent(onKey);
  const handleFocus = useEffectEvent(() => onFocus?.());
  const handleBlur = useEffectEvent(() => onBlur?.());

  // Before the first paint, so that the cell has its height at once.
  useLayoutEffect(() => {
    if (!host.current) return undefined;
    const handlers = {
      onCommand: (command: EditorCommand) => handleCommand(command),
      onFocus: () => handleFocus(),
      onBlur: () => handleBlur(),
    };
    const made = new EditorSlot(cellId, text, language, host.current, handlers, session.colorizer);
    made.readOnly = readOnly;
    slot.current = made;
    session.addSlot(made);
    return () => {
      session.removeSlot(made);
      made.destroy();
      slot.current = null;
    };
  }, [session, cellId, text, language, readOnly]);

  useLayoutEffect(() => {
    if (slot.current) session.setLineNumbers(slot.current, lineNumbers);
  }, [session, text, language, readOnly, lineNumbers]);

  useEffect(() => {
    if (slot.current) session.setRunMarkers(slot.current, markers);
  }, [session, text, language, readOnly, markers]);

  useEffect(() => {
    if (active) session.focus(cellId, "keep");
    else session.blur(cellId);
  }, [session, cellId, active]);

  return (
    <div
      ref={host}
      className="quire-cell-editor"
      role="group"
      aria-label={label}
      data-cell-editor={cellId}
      onPointerDown={({ target, clientX, clientY, button }) => {
        // On painted text, the press brings the editor, and the caret to where it was.
        const isPainted = target instanceof Element && !target.closest(".monaco-editor");
        if (isPainted && button === 0) requestAnimationFrame(() => session.focus(cellId, { x: clientX, y: clientY }));
      }}
    />
  );
}
