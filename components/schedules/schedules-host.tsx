"use client";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { lazy, Suspense, useState } from "react";
import { useCommands } from "@/components/commands/use-commands";
import { useSession } from "@/components/notebook/session-context";
import { LateBoundary } from "@/components/ui/late-boundary";
import { SCHEDULES } from "./schedules-address";

const SchedulesDialog = lazy(() =>
  import("./schedules-dialog").then((module) => ({ default: module.SchedulesDialog })),
);

/** The notebook's schedules, when they are asked for: by command, or by the address that a notice leads to. */
export function SchedulesHost() {
  const session = useSession();
  const { workspace, notebookId } = session.options;
  const asked = useSearchParams().has(SCHEDULES);
  const [shown, setShown] = useState(false);
  const router = useRouter();
  const pathname = usePathname();
  useCommands({ "notebook.schedules": () => setShown(true) });
  if (!shown && !asked) return null;
  const close = () => {
    setShown(false);
    if (asked) router.replace(pathname);
  };
  return (
    <LateBoundary>
      <Suspense>
        <SchedulesDialog workspace={workspace} notebookId={notebookId} readOnly={session.readOnly} onClose={close} />
      </Suspense>
    </LateBoundary>
  );
}
