"use client";
import { useCallback, useSyncExternalStore } from "react";
import type * as Y from "yjs";

const texts = new WeakMap<Y.Text, string>();

function read(text: Y.Text): string {
  const known = texts.get(text);
  if (known !== undefined) return known;
  const now = text.toJSON();
  texts.set(text, now);
  return now;
}

/** The text as a string, drawn anew when anyone edits it. */
export function useCellText(text: Y.Text): string {
  const subscribe = useCallback(
    (listener: () => void) => {
      const onEdit = () => {
        texts.delete(text);
        listener();
      };
      // It may have changed before this component listened.
      texts.delete(text);
      text.observe(onEdit);
      return () => text.unobserve(onEdit);
    },
    [text],
  );
  const get = () => read(text);
  return useSyncExternalStore(subscribe, get, get);
}
