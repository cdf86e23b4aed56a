"use client";
import { useEffect } from "react";
import { commandCenter } from "./command-center";
import { placeOf } from "./key-place";
import { Keymap, type KeyPlace } from "./keymap";

const pressesIt = (event: KeyboardEvent): boolean =>
  event.target instanceof Element &&
  event.target.closest("button,a,summary,input,[role=button],[role=treeitem]") !== null &&
  !event.ctrlKey &&
  !event.metaKey &&
  !event.shiftKey &&
  !event.altKey &&
  ["Enter", " ", "ArrowLeft", "ArrowRight"].includes(event.key);

/** The one listener for keys. In a cell's editor it comes before the editor, elsewhere after whoever took the key. */
export function CommandKeys() {
  useEffect(() => {
    const keymap = new Keymap(/Mac|iPhone|iPad/.test(navigator.userAgent));
    const handle = (event: KeyboardEvent, place: KeyPlace) => {
      if (event.isComposing) return;
      const match = keymap.press(event, place, event.timeStamp);
      if (match === null) return;
      if (match === "pending") return event.preventDefault();
      if (!commandCenter.run(match.command)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    const early = (event: KeyboardEvent) => {
      if (placeOf(event.target) === "edit" && event.key !== "Escape") handle(event, "edit");
    };
    const late = (event: KeyboardEvent) => {
      const place = placeOf(event.target);
      const isField = place === "find" && event.target instanceof HTMLInputElement;
      // Escape closes the editor's own pop-ups first; it leaves the cell only when nothing took it.
      if (
        event.defaultPrevented ||
        place === "overlay" ||
        (place === "edit" && event.key !== "Escape") ||
        (pressesIt(event) && !isField)
      )
        return;
      handle(event, place);
    };
    window.addEventListener("keydown", early, { capture: true });
    window.addEventListener("keydown", late);
    return () => {
      window.removeEventListener("keydown", early, { capture: true });
      window.removeEventListener("keydown", late);
    };
  }, []);
  return null;
}
