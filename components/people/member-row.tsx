"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import Ellipsis from "lucide-react/icons/ellipsis";
import { useState } from "react";
import { useTRPC } from "@/components/trpc/context";
import type { RouterOutputs } from "@/components/trpc/types";
import { Avatar } from "@/components/ui/avatar";
import { personColor } from "@/lib/collab/color";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { Select } from "@/components/ui/select";
import { toast } from "@/components/ui/toast";
import { asRole, roleLabel, roleOptions } from "./roles";

interface MemberRowProps {
  workspace: string;
  member: RouterOutputs["people"]["members"]["list"][number];
  isMe: boolean;
  canChange: boolean;
  onReset: (url: string) => void;
}

export function MemberRow({ workspace, member, isMe, canChange, onReset }: MemberRowProps) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [removing, setRemoving] = useState(false);
  const refresh = () => queries.invalidateQueries(trpc.people.pathFilter());
  const setRole = useMutation(trpc.people.members.setRole.mutationOptions({ onSuccess: refresh }));
  const remove = useMutation(
    trpc.people.members.remove.mutationOptions({
      onSuccess: async () => {
        await refresh();
        toast.success(`${member.name} is no longer a member.`);
      },
    }),
  );
  const reset = useMutation(trpc.people.resets.create.mutationOptions({ onSuccess: ({ url }) => onReset(url) }));
  const { userId, name, email, role } = member;
  return (
    <li className="flex min-h-12 items-center gap-3 py-1.5">
      <Avatar name={name} color={personColor(userId)} decorative />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">
          {name}
          {isMe && <span className="font-normal text-faint"> (you)</span>}
        </span>
        <span className="block truncate text-xs text-muted">{email}</span>
      </span>
      {canChange ? (
        <Select
          aria-label={`Role of ${name}`}
          size="sm"
          className="w-24"
          options={roleOptions}
          value={role}
          disabled={setRole.isPending}
          onChange={(event) => setRole.mutate({ workspace, userId, role: asRole(event.target.value) })}
        />
      ) : (
        <span className="text-muted">{roleLabel(role)}</span>
      )}
      {canChange && !isMe && (
        <Menu
          align="end"
          trigger={
            <Button
              variant="plain"
              size="sm"
              aria-label={`More for ${name}`}
              icon={<Ellipsis size={16} aria-hidden />}
              busy={reset.isPending || remove.isPending}
            />
          }
        >
          <MenuItem onSelect={() => reset.mutate({ workspace, userId })}>Make a password link</MenuItem>
          <MenuSeparator />
          <MenuItem danger onSelect={() => setRemoving(true)}>
            Remove from the workspace
          </MenuItem>
        </Menu>
      )}
      {canChange && isMe && <span className="w-8" />}
      <ConfirmDialog
        open={removing}
        onOpenChange={setRemoving}
        title={`Remove ${name}?`}
        description="What they made stays. They lose access at once; a new invite lets them back in."
        confirm="Remove"
        onConfirm={() => {
          setRemoving(false);
          remove.mutate({ workspace, userId });
        }}
      />
    </li>
  );
}
