"use client";
import { useMemo } from "react";
import type * as Y from "yjs";
import type { NotebookContent } from "@/lib/history/notebook-diff";
import { readNotebook } from "@/lib/notebook/notebook-file";
import { useSession } from "../session-context";
import { type Store, useStore } from "../use-store";

const PAUSE_MS = 150;

const read = (doc: Y.Doc): NotebookContent => {
  const { cells, meta } = readNotebook(doc, null);
  return { cells, meta };
};

/** The notebook as plain values, anew a moment after people wrote. */
class LiveContent implements Store<NotebookContent> {
  #content: NotebookContent;

  constructor(private readonly doc: Y.Doc) {
    this.#content = read(doc);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        this.#content = read(this.doc);
        listener();
      }, PAUSE_MS);
    };
    // What was written between drawing and now.
    later();
    this.doc.on("update", later);
    return () => {
      clearTimeout(timer);
      this.doc.off("update", later);
    };
  };

  readonly getSnapshot = (): NotebookContent => this.#content;
}

export function useLiveContent(): NotebookContent {
  const { doc } = useSession();
  const store = useMemo(() => new LiveContent(doc), [doc]);
  return useStore(store, (content) => content);
}
