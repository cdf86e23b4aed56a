"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { NewKey } from "@/components/models/published-dialog";
import { useTRPC } from "@/components/trpc/context";
import type { RouterOutputs } from "@/components/trpc/types";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TimeAgo } from "@/components/ui/time-ago";

type Key = RouterOutputs["endpoints"]["get"]["keys"][number];

interface KeysSectionProps {
  workspace: string;
  name: string;
  keys: readonly Key[];
  mayEdit: boolean;
}

/** Who may ask: one key for each caller, so that one can be taken away alone. */
export function KeysSection({ workspace, name, keys, mayEdit }: KeysSectionProps) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [secret, setSecret] = useState<string | null>(null);
  const refresh = () => client.invalidateQueries(trpc.endpoints.get.queryFilter({ workspace, name }));
  const create = useMutation(
    trpc.endpoints.createKey.mutationOptions({
      onSuccess: ({ key }) => {
        setSecret(key);
        void refresh();
      },
    }),
  );
  return (
    <section aria-labelledby="keys-heading">
      <div className="mb-2 flex items-center justify-between">
        <h2 id="keys-heading" className="text-lg font-semibold">
          Keys
        </h2>
        {mayEdit && (
          <Button size="sm" busy={create.isPending} onClick={() => create.mutate({ workspace, name })}>
            New key
          </Button>
        )}
      </div>
      {keys.length === 0 && <p className="text-muted">No key opens this endpoint now.</p>}
      <ul className="divide-y divide-line border-y border-line empty:hidden">
        {keys.map((key) => (
          <KeyRow
            key={key.id}
            workspace={workspace}
            name={name}
            entry={key}
            mayEdit={mayEdit}
            onRevoked={() => void refresh()}
          />
        ))}
      </ul>
      <Dialog open={secret !== null} onOpenChange={() => setSecret(null)} title="New key">
        {secret && <NewKey secret={secret} />}
      </Dialog>
    </section>
  );
}

/** Others may lose something by a revoked key, and it cannot be undone: so it asks, in place. */
function KeyRow({
  workspace,
  name,
  entry,
  mayEdit,
  onRevoked,
}: {
  workspace: string;
  name: string;
  entry: Key;
  mayEdit: boolean;
  onRevoked: () => void;
}) {
  const trpc = useTRPC();
  const [asking, setAsking] = useState(false);
  const revoke = useMutation(trpc.endpoints.revokeKey.mutationOptions({ onSuccess: onRevoked }));
  return (
    <li className="flex min-h-10 flex-wrap items-center gap-x-4 gap-y-1 py-1">
      <code className="font-mono">{entry.prefix}…</code>
      <span className="flex-1 text-muted">
        <TimeAgo date={entry.createdAt} />
        {entry.by && `, ${entry.by}`}
        {" · "}
        {entry.lastUsedAt ? (
          <>
            used <TimeAgo date={entry.lastUsedAt} />
          </>
        ) : (
          "never used"
        )}
      </span>
      {mayEdit &&
        (asking ? (
          <span className="flex items-center gap-2">
            <span className="text-muted">Whoever uses it is refused at once.</span>
            <Button size="sm" onClick={() => setAsking(false)}>
              Keep
            </Button>
            <Button
              size="sm"
              variant="danger"
              busy={revoke.isPending}
              onClick={() => revoke.mutate({ workspace, name, keyId: entry.id })}
            >
              Revoke
            </Button>
          </span>
        ) : (
          <Button
            size="sm"
            variant="plain"
            aria-label={`Revoke the key ${entry.prefix}…`}
            onClick={() => setAsking(true)}
          >
            Revoke
          </Button>
        ))}
    </li>
  );
}
