"use client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useShell } from "@/components/shell/app-shell";
import { useWorkspace } from "@/components/shell/use-workspace";
import { useTRPC } from "@/components/trpc/context";
import { errorText } from "@/components/trpc/error-text";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog } from "@/components/ui/dialog";
import { Select } from "@/components/ui/select";
import { TextField } from "@/components/ui/text-field";

const roles = [
  { value: "editor", label: "can edit and run" },
  { value: "viewer", label: "can look" },
] as const;

const asRole = (value: string) => roles.find((role) => role.value === value)?.value ?? "viewer";

/** The address for members; for others, an owner makes a link that lets them in. */
export function ShareDialog({ onClose }: { onClose: () => void }) {
  const { workspace } = useShell();
  const mine = useWorkspace(workspace);
  const [address] = useState(() => window.location.href);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Share"
      description={`Members of ${mine?.name ?? "the workspace"} open this notebook by its address.`}
    >
      <div className="flex items-end gap-2">
        <TextField
          label="Address"
          mono
          readOnly
          value={address}
          className="min-w-0 flex-1"
          onFocus={(event) => event.target.select()}
        />
        <CopyButton text={address} label="Copy" labelled />
      </div>
      <div className="mt-5 border-t border-line pt-4">
        {mine?.role === "owner" ? (
          <InviteLink workspace={workspace} />
        ) : (
          <p className="text-muted">
            Someone who is not a member needs an invite link. An owner of the workspace makes one here.
          </p>
        )}
      </div>
    </Dialog>
  );
}

function InviteLink({ workspace }: { workspace: string }) {
  const trpc = useTRPC();
  const [role, setRole] = useState<(typeof roles)[number]["value"]>("editor");
  const invite = useMutation(trpc.people.invites.create.mutationOptions({ onError: () => undefined }));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        invite.mutate({ workspace, role });
      }}
    >
      <div className="flex items-end gap-2">
        <Select
          label="Invite someone who"
          options={roles}
          value={role}
          onChange={(event) => {
            setRole(asRole(event.target.value));
            invite.reset();
          }}
          className="flex-1"
        />
        <Button type="submit" variant="primary" busy={invite.isPending}>
          Make a link
        </Button>
      </div>
      {invite.error && (
        <p role="alert" className="mt-2 text-xs text-danger">
          {errorText(invite.error).message}
        </p>
      )}
      {invite.data && (
        <>
          <div className="mt-3 flex items-end gap-2">
            <TextField
              label="Invite link"
              mono
              readOnly
              value={invite.data.url}
              className="min-w-0 flex-1"
              onFocus={(event) => event.target.select()}
            />
            <CopyButton text={invite.data.url} label="Copy" labelled />
          </div>
          <p className="mt-1 text-xs text-muted">
            It works for seven days and is shown only now. Send it to the person yourself.
          </p>
        </>
      )}
    </form>
  );
}
