import type { Monaco } from "./monaco-type";
import { forgetOnPage, onPage } from "./on-page";

async function load(): Promise<Monaco> {
  try {
    const { monaco } = await import("./monaco-setup");
    return monaco;
  } catch (error) {
    // A lost connection must not leave the page without an editor for ever.
    forgetOnPage("monaco");
    throw error;
  }
}

/** Loads the editor once a page: hot reload replaces this module, not the editor. */
export const loadMonaco = (): Promise<Monaco> => onPage("monaco", load);
