"use client";
import { useEffect, useLayoutEffect, useRef } from "react";
import { commandCenter, type CommandHandlers } from "./command-center";
import type { CommandId } from "./commands";

/** Handles the commands while the component is there, always with its latest closures. Which ones must not change. */
export function useCommands(handlers: CommandHandlers): void {
  const latest = useRef(handlers);
  useLayoutEffect(() => {
    latest.current = handlers;
  });
  const ids = Object.entries(handlers)
    .flatMap(([id, handler]: [string, (() => void) | undefined]) => (handler ? [id] : []))
    .join(" ");
  useEffect(() => {
    const names = ids.split(" ").filter(Boolean) as CommandId[];
    return commandCenter.register(Object.fromEntries(names.map((id) => [id, () => latest.current[id]?.()])));
  }, [ids]);
}
