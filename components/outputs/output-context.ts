"use client";
import { createContext, useContext } from "react";
import type { Viewer } from "@/lib/protocol/view";

export interface OutputPlace {
  /** The kernel that made the outputs, where it is this page's; it may be gone all the same. */
  viewer: Viewer | null;
}

const Context = createContext<OutputPlace>({ viewer: null });

export const OutputPlaceProvider = Context.Provider;
export const useOutputPlace = (): OutputPlace => useContext(Context);
