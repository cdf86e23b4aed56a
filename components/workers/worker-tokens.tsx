"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ConfirmButton } from "@/components/people/confirm-button";
import { SecretDialog } from "@/components/people/secret-dialog";
import { errorText } from "@/components/trpc/error-text";
import { useTRPC } from "@/components/trpc/context";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { FormDialog } from "@/components/ui/form-dialog";
import { TextField } from "@/components/ui/text-field";
import { TimeAgo } from "@/components/ui/time-ago";

/** The tokens by which machines come for the workspace's jobs. */
export function WorkerTokens({ workspace }: { workspace: string }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const tokens = useQuery(trpc.workers.tokens.list.queryOptions({ workspace }));
  const [creating, setCreating] = useState(false);
  const [made, setMade] = useState<string>();
  const refresh = () => queries.invalidateQueries(trpc.workers.tokens.list.queryFilter({ workspace }));
  const revoke = useMutation(trpc.workers.tokens.revoke.mutationOptions({ onSuccess: refresh }));
  return (
    <>
      {tokens.error && <ErrorState error={tokens.error} onRetry={() => void tokens.refetch()} />}
      {tokens.data && tokens.data.length > 0 && (
        <ul aria-label="Worker tokens" className="mb-4 divide-y divide-line border-y border-line">
          {tokens.data.map(({ id, name, prefix, lastUsedAt }) => (
            <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2">
              <span className="min-w-0 flex-1 basis-48">
                <span className="block truncate font-medium">{name}</span>
                <code className="text-xs text-faint">{prefix}…</code>
              </span>
              <span className="w-44 text-xs text-muted">
                {lastUsedAt ? (
                  <>
                    used <TimeAgo date={lastUsedAt} />
                  </>
                ) : (
                  "never used"
                )}
              </span>
              <ConfirmButton
                size="sm"
                variant="plain"
                aria-label={`Revoke ${name}`}
                title={`Revoke “${name}”?`}
                description="Workers that use it get no more jobs."
                confirm="Revoke"
                onConfirm={() => revoke.mutate({ workspace, workerTokenId: id })}
              >
                Revoke
              </ConfirmButton>
            </li>
          ))}
        </ul>
      )}
      <Button onClick={() => setCreating(true)}>New worker token</Button>
      {creating && (
        <NewToken
          workspace={workspace}
          onClose={() => setCreating(false)}
          onMade={(token) => {
            setCreating(false);
            setMade(token);
            void refresh();
          }}
        />
      )}
      {made && (
        <SecretDialog
          title="Your new worker token"
          description="Copy it now: it cannot be shown again. It lets a machine take this workspace's jobs."
          label="Token"
          secret={made}
          onClose={() => setMade(undefined)}
        />
      )}
    </>
  );
}

interface NewTokenProps {
  workspace: string;
  onClose: () => void;
  onMade: (token: string) => void;
}

function NewToken({ workspace, onClose, onMade }: NewTokenProps) {
  const trpc = useTRPC();
  const [name, setName] = useState("");
  const create = useMutation(
    trpc.workers.tokens.create.mutationOptions({ onError: () => undefined, onSuccess: ({ token }) => onMade(token) }),
  );
  return (
    <FormDialog
      title="New worker token"
      description="The worker sends it with each question for work."
      submit="Create"
      ready={name.trim() !== ""}
      busy={create.isPending}
      onSubmit={() => create.mutate({ workspace, name: name.trim() })}
      onClose={onClose}
    >
      <TextField
        label="Name"
        hint="Which machine or group of machines it is for."
        autoFocus
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={create.error ? errorText(create.error).message : undefined}
      />
    </FormDialog>
  );
}
