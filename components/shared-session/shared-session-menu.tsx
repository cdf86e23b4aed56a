"use client";
import { MenuCheckItem, MenuItem, MenuLabel, MenuSeparator } from "@/components/ui/menu";
import { useSession } from "@/components/notebook/session-context";
import { useStore } from "@/components/notebook/use-store";

/** Where this person's cells run: in their own kernel, or in the one that the notebook shares. */
export function SharedSessionMenu() {
  const { kernels, shared } = useSession();
  const kind = useStore(kernels.kind, (chosen) => chosen);
  const session = useStore(shared, (state) => state.session);
  return (
    <>
      <MenuSeparator />
      <MenuLabel>Cells run in</MenuLabel>
      <MenuCheckItem checked={kind === "own"} onCheckedChange={() => kernels.choose("own")}>
        Your own kernel, in this browser
      </MenuCheckItem>
      <MenuCheckItem checked={kind === "shared"} onCheckedChange={() => void kernels.share()}>
        {session ? "The shared session, on a server" : "A shared session, on a server…"}
      </MenuCheckItem>
      {session && (
        <>
          <p className="max-w-72 px-2 py-1 text-xs text-muted">
            {session.startedBy.name} started it. It ends after {session.idleMinutes} min without use.
            {session.beganAnew && " It began anew after its worker was lost: earlier values are gone."}
          </p>
          <MenuItem onSelect={() => shared.end()}>End the shared session, for everyone</MenuItem>
        </>
      )}
    </>
  );
}
