"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/components/trpc/context";
import type { RouterOutputs } from "@/components/trpc/types";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { SkeletonRows } from "@/components/ui/skeleton";
import { TimeAgo } from "@/components/ui/time-ago";
import { toast } from "@/components/ui/toast";
import { ConfirmButton } from "./confirm-button";
import { SecretFormDialog } from "./secret-form-dialog";
import { placeWords, whoWords } from "./secret-words";
import { Section } from "./section";

export type Secret = RouterOutputs["secrets"]["list"][number];

interface SecretsSectionProps {
  workspace: string;
  canChange: boolean;
}

/** Keys and passwords for cells and imports. Nobody can read one here again. */
export function SecretsSection({ workspace, canChange }: SecretsSectionProps) {
  const trpc = useTRPC();
  const secrets = useQuery(trpc.secrets.list.queryOptions({ workspace }));
  /** The one that is changed, or a new one. */
  const [open, setOpen] = useState<Secret | "new" | null>(null);
  return (
    <Section
      title="Secrets"
      hint="Keys and passwords for cells and imports. They are kept sealed, given only to those named here, and masked in outputs. Who may use one in a cell can also send it to the hosts above."
    >
      {secrets.isPending && <SkeletonRows rows={2} label="Loading the secrets" />}
      {secrets.isError && <ErrorState error={secrets.error} onRetry={() => void secrets.refetch()} />}
      {secrets.data?.length === 0 && <p className="pb-4 text-muted">There are none.</p>}
      {secrets.data && secrets.data.length > 0 && (
        <ul className="mb-4 divide-y divide-line border-y border-line">
          {secrets.data.map((secret) => (
            <SecretRow
              key={secret.name}
              workspace={workspace}
              secret={secret}
              canChange={canChange}
              onChange={() => setOpen(secret)}
            />
          ))}
        </ul>
      )}
      {canChange && <Button onClick={() => setOpen("new")}>New secret</Button>}
      {open && (
        <SecretFormDialog
          workspace={workspace}
          secret={open === "new" ? undefined : open}
          onClose={() => setOpen(null)}
        />
      )}
    </Section>
  );
}

interface SecretRowProps {
  workspace: string;
  secret: Secret;
  canChange: boolean;
  onChange: () => void;
}

function SecretRow({ workspace, secret, canChange, onChange }: SecretRowProps) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { name, readable, mayUse, usedAt } = secret;
  const remove = useMutation(
    trpc.secrets.delete.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.secrets.pathFilter());
        void queries.invalidateQueries(trpc.people.audit.pathFilter());
        toast.success(`${name} is deleted.`);
      },
    }),
  );
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2">
      <span className="min-w-0 flex-1 basis-52">
        <code className="block truncate font-mono font-medium">{name}</code>
        <span className="block truncate text-xs text-muted">
          {whoWords(secret)} · {placeWords(secret)}
        </span>
        {!readable && (
          <span className="block text-xs text-danger">
            Cannot be read: the server’s QUIRE_SECRET has changed. Set it anew.
          </span>
        )}
      </span>
      <span className="w-28 text-xs text-muted">
        {usedAt ? (
          <>
            used <TimeAgo date={usedAt} />
          </>
        ) : (
          "never used"
        )}
      </span>
      {!canChange && <span className="text-xs text-muted">{mayUse ? "yours to use" : "not yours to use"}</span>}
      {canChange && (
        <span className="flex">
          <Button size="sm" variant="plain" aria-label={`Change ${name}`} onClick={onChange}>
            Change
          </Button>
          <ConfirmButton
            size="sm"
            variant="plain"
            busy={remove.isPending}
            aria-label={`Delete ${name}`}
            title={`Delete ${name}?`}
            description="Cells and imports that ask for it fail from now on. The value cannot be brought back."
            confirm="Delete"
            onConfirm={() => remove.mutate({ workspace, name })}
          >
            Delete
          </ConfirmButton>
        </span>
      )}
    </li>
  );
}
