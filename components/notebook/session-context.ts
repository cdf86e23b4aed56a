"use client";
import { createContext, useContext } from "react";
import type { NotebookSession } from "./notebook-session";

export const SessionContext = createContext<NotebookSession | null>(null);

/** The open notebook. */
export function useSession(): NotebookSession {
  const session = useContext(SessionContext);
  if (!session) throw new Error("useSession belongs inside a notebook page");
  return session;
}
