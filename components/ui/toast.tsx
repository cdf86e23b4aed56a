"use client";
import type { toast as ShowToast } from "sonner";

type Options = { description?: string; duration?: number; action?: { label: string; onClick: () => void } };

// Loaded with the first message: most pages never show one.
let loading: Promise<typeof ShowToast> | null = null;
let loadHost: (() => Promise<void>) | null = null;
let mounted: Promise<void> | null = null;
let markMounted: (() => void) | null = null;

/** The host tells where messages go, and is told when it must be there. */
export function connectToaster(load: () => Promise<void>): () => void {
  loadHost = load;
  mounted = new Promise((resolve) => (markMounted = resolve));
  return () => {
    loadHost = null;
  };
}

export const toasterMounted = (): void => markMounted?.();

async function sonner(): Promise<typeof ShowToast> {
  loading ??= Promise.all([import("sonner"), loadHost?.()]).then(([module]) => module.toast);
  try {
    const [show] = await Promise.all([loading, mounted]);
    return show;
  } catch (error) {
    // The next message tries again.
    loading = null;
    throw error;
  }
}

/** For pages in which edits may wait for a server that is gone: what messages need cannot be fetched then. */
export const prepareToasts = (): void => void sonner();

type Kind = "message" | "success" | "error";
const show = (kind: Kind, text: string, options?: Options): void => {
  void sonner().then((toastOf) => toastOf[kind](text, options));
};

/** A short word at the edge of the page. Things that can be undone carry the undo. */
export const toast = {
  message: (text: string, options?: Options) => show("message", text, options),
  success: (text: string, options?: Options) => show("success", text, options),
  error: (text: string, options?: Options) => show("error", text, { duration: 8000, ...options }),
  undo: (text: string, undo: () => void) =>
    show("message", text, { duration: 8000, action: { label: "Undo", onClick: undo } }),
};
