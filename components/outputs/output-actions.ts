"use client";
import { createContext, useContext, useLayoutEffect, useRef } from "react";

/** A file to be saved. */
export interface OutputFile {
  name: string;
  type: string;
  data: string | Uint8Array<ArrayBuffer> | Blob;
}

/** What an output can be copied as, and saved as. `saves`: where there is a choice, each with its word. */
export interface OutputActions {
  copy?: () => string | Blob | Promise<string | Blob>;
  save?: () => OutputFile | Promise<OutputFile>;
  saves?: readonly { label: string; save: () => OutputFile | Promise<OutputFile> }[];
}

type Register = (actions: () => OutputActions) => () => void;

const Context = createContext<Register>(() => () => undefined);
export const OutputActionsProvider = Context.Provider;

/** Says how this output is copied and saved, better than its bundle alone could. */
export function useOutputActions(actions: OutputActions): void {
  const register = useContext(Context);
  const latest = useRef(actions);
  useLayoutEffect(() => {
    latest.current = actions;
  });
  useLayoutEffect(() => register(() => latest.current), [register]);
}
