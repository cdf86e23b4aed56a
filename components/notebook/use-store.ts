"use client";
import { useSyncExternalStore } from "react";

export interface Store<State> {
  subscribe: (listener: () => void) => () => void;
  getSnapshot: () => State;
}

/** One fact of a store that lives outside React: renders only when that fact changes. `select` must answer something stable. */
export function useStore<State, Fact>(store: Store<State>, select: (state: State) => Fact): Fact {
  const get = () => select(store.getSnapshot());
  return useSyncExternalStore(store.subscribe, get, get);
}
