"use client";
import dynamic from "next/dynamic";
import { useState } from "react";
import { LateBoundary } from "@/components/ui/late-boundary";
import { CommandKeys } from "./command-keys";
import { useCommands } from "./use-commands";

const Palette = dynamic(() => import("./palette"), { ssr: false });
const KeysHelp = dynamic(() => import("./keys-help"), { ssr: false });

/** The keyboard, the palette and the help; what the last two need comes when they first open. */
export function CommandHost({ workspace }: { workspace: string | null }) {
  const [open, setOpen] = useState<"palette" | "keys" | null>(null);
  useCommands({
    "help.palette": () => setOpen((now) => (now === "palette" ? null : "palette")),
    "help.keys": () => setOpen("keys"),
  });
  return (
    <>
      <CommandKeys />
      <LateBoundary>
        {open === "palette" && <Palette workspace={workspace} onClose={() => setOpen(null)} />}
        {open === "keys" && <KeysHelp onClose={() => setOpen(null)} />}
      </LateBoundary>
    </>
  );
}
