"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import Flag from "lucide-react/icons/flag";
import Plus from "lucide-react/icons/plus";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/components/trpc/context";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuCheckItem, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { TextField } from "@/components/ui/text-field";
import { toast } from "@/components/ui/toast";

/** Aliases that people expect, before any is set. */
const usual = ["production", "candidate"];

interface AliasMenuProps {
  workspace: string;
  name: string;
  version: number;
  /** All aliases of the model, with the version they point at. */
  aliases: ReadonlyMap<string, number>;
}

/** Moves flags to a version, takes them away, and makes new ones. */
export function AliasMenu({ workspace, name, version, aliases }: AliasMenuProps) {
  const [naming, setNaming] = useState(false);
  const { move } = useAliases(workspace, name);
  const known = [...new Set([...usual, ...aliases.keys()])];
  return (
    <>
      <Menu
        align="end"
        trigger={
          <IconButton size="sm" label={`Aliases of version ${version}`}>
            <Flag size={14} aria-hidden />
          </IconButton>
        }
      >
        {known.map((alias) => {
          const at = aliases.get(alias);
          return (
            <MenuCheckItem
              key={alias}
              checked={at === version}
              onCheckedChange={(on) => move(alias, on ? version : null, at ?? null)}
            >
              {alias}
              {at !== undefined && at !== version && <span className="text-faint"> now on {at}</span>}
            </MenuCheckItem>
          );
        })}
        <MenuSeparator />
        <MenuItem icon={<Plus size={14} aria-hidden />} onSelect={() => setNaming(true)}>
          New alias
        </MenuItem>
      </Menu>
      <NewAliasDialog
        open={naming}
        onOpenChange={setNaming}
        onName={(alias) => move(alias, version, aliases.get(alias) ?? null)}
      />
    </>
  );
}

function useAliases(workspace: string, name: string) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries(trpc.models.pathFilter());
  const set = useMutation(trpc.models.setAlias.mutationOptions({ onSuccess }));
  const remove = useMutation(trpc.models.removeAlias.mutationOptions({ onSuccess }));
  const apply = (alias: string, to: number | null) =>
    to === null
      ? remove.mutateAsync({ workspace, name, alias })
      : set.mutateAsync({ workspace, name, alias, version: to });
  const move = (alias: string, to: number | null, from: number | null) => {
    // A failure is told by the mutation itself.
    apply(alias, to).then(
      () =>
        toast.undo(
          to === null ? `${alias} is taken away` : `${alias} is on version ${to}`,
          () => void apply(alias, from).catch(() => undefined),
        ),
      () => undefined,
    );
  };
  return { move };
}

function NewAliasDialog({
  open,
  onOpenChange,
  onName,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onName: (alias: string) => void;
}) {
  const [alias, setAlias] = useState("");
  const valid = /^[a-z][a-z0-9_-]{0,31}$/.test(alias);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onName(alias);
    setAlias("");
    onOpenChange(false);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="New alias"
      description="A name for a version that can move to another one later."
    >
      <form onSubmit={submit} className="space-y-4">
        <TextField
          label="Name"
          value={alias}
          autoFocus
          error={
            alias === "" || valid
              ? undefined
              : "Use lower-case letters, digits, dashes and underscores, beginning with a letter."
          }
          onChange={(event) => setAlias(event.target.value)}
        />
        <div className="flex justify-end">
          <Button type="submit" variant="primary" disabled={!valid}>
            Set
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
