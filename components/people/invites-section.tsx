"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/components/trpc/context";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { Select } from "@/components/ui/select";
import { SkeletonRows } from "@/components/ui/skeleton";
import { TimeAgo } from "@/components/ui/time-ago";
import { asRole, roleLabel, roleOptions } from "./roles";
import { SecretDialog } from "./secret-dialog";
import { Section } from "./section";

export function InvitesSection({ workspace }: { workspace: string }) {
  const trpc = useTRPC();
  const invites = useQuery(trpc.people.invites.list.queryOptions({ workspace }));
  return (
    <Section title="Invites" hint="Anyone who has the link can join with its role until it expires or is revoked.">
      <NewInvite workspace={workspace} />
      {invites.isPending && <SkeletonRows rows={1} label="Loading the invites" />}
      {invites.isError && <ErrorState error={invites.error} onRetry={() => void invites.refetch()} />}
      {invites.data?.length === 0 && <p className="text-muted">No invite is open.</p>}
      {invites.data && invites.data.length > 0 && (
        <ul className="divide-y divide-line border-y border-line">
          {invites.data.map((invite) => (
            <InviteRow key={invite.id} workspace={workspace} {...invite} />
          ))}
        </ul>
      )}
    </Section>
  );
}

const lifetimes = [
  { value: "1", label: "for a day" },
  { value: "7", label: "for a week" },
  { value: "30", label: "for 30 days" },
] as const;

function NewInvite({ workspace }: { workspace: string }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [role, setRole] = useState("editor");
  const [days, setDays] = useState("7");
  const create = useMutation(
    trpc.people.invites.create.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.people.invites.list.queryFilter({ workspace })),
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ workspace, role: asRole(role), days: Number(days) });
  };
  return (
    <form onSubmit={submit} className="mb-4 flex flex-wrap gap-2">
      <Select
        aria-label="Role of the invite"
        className="w-28"
        options={roleOptions}
        value={role}
        onChange={(event) => setRole(event.target.value)}
      />
      <Select
        aria-label="How long the invite lasts"
        className="w-32"
        options={lifetimes}
        value={days}
        onChange={(event) => setDays(event.target.value)}
      />
      <Button type="submit" busy={create.isPending}>
        Make an invite link
      </Button>
      {create.data && (
        <SecretDialog
          title="Invite link"
          description={`Whoever opens it can join as ${roleLabel(create.data.role).toLowerCase()}. It cannot be shown again.`}
          label="Link"
          secret={create.data.url}
          onClose={() => create.reset()}
        />
      )}
    </form>
  );
}

interface InviteRowProps {
  workspace: string;
  id: string;
  role: "viewer" | "editor" | "owner";
  by: string;
  createdAt: Date;
  expiresAt: Date;
}

function InviteRow({ workspace, id, role, by, createdAt, expiresAt }: InviteRowProps) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const revoke = useMutation(
    trpc.people.invites.revoke.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.people.invites.list.queryFilter({ workspace })),
    }),
  );
  return (
    <li className="flex min-h-10 flex-wrap items-center gap-x-4 py-1.5">
      <span className="w-20 font-medium">{roleLabel(role)}</span>
      <span className="min-w-0 flex-1 text-muted">
        by {by}, <TimeAgo date={createdAt} />
      </span>
      <span className="text-xs text-muted">
        expires <TimeAgo date={expiresAt} />
      </span>
      <Button
        size="sm"
        variant="plain"
        busy={revoke.isPending}
        aria-label={`Revoke the ${role} invite by ${by}`}
        onClick={() => revoke.mutate({ workspace, inviteId: id })}
      >
        Revoke
      </Button>
    </li>
  );
}
