import type { KeyPlace } from "./keymap";

const overlays = "[role=dialog],[role=menu],[role=listbox],[cmdk-root]";
const fields = "input:not([type=checkbox]),textarea,select,[contenteditable=true],[role=textbox],.native-edit-context";

/** Where the keyboard is, by what has the focus; `overlay`: in something above the page, which has keys of its own. */
export function placeOf(target: EventTarget | null): KeyPlace | "overlay" {
  if (!(target instanceof Element)) return "page";
  if (target.closest("[data-cell-editor]")) return "edit";
  if (target.closest(overlays)) return "overlay";
  if (target.closest("[data-keys=find]")) return "find";
  if (target.closest(fields)) return "typing";
  // What is compared lies over the cells: nothing that is pressed is meant for them.
  if (document.querySelector("[data-keys=history]")) return "history";
  if (target.closest("[data-keys=panel]")) return "panel";
  return document.querySelector("[data-notebook]") && !target.closest("[data-keys=own]") ? "command" : "page";
}
