"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/components/trpc/context";
import type { RouterOutputs } from "@/components/trpc/types";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { SkeletonRows } from "@/components/ui/skeleton";
import { TimeAgo } from "@/components/ui/time-ago";
import { toast } from "@/components/ui/toast";
import { ConfirmButton } from "./confirm-button";
import { CreateTokenDialog } from "./create-token-dialog";
import { SecretDialog } from "./secret-dialog";
import { Section } from "./section";

type Token = RouterOutputs["people"]["tokens"]["list"][number];

export function TokensSection() {
  const trpc = useTRPC();
  const tokens = useQuery(trpc.people.tokens.list.queryOptions());
  const [creating, setCreating] = useState(false);
  const [made, setMade] = useState<string>();
  return (
    <Section title="Personal tokens" hint="For scripts that use Quire as you. A token does only what its scopes allow.">
      {tokens.isPending && <SkeletonRows rows={2} label="Loading your tokens" />}
      {tokens.isError && <ErrorState error={tokens.error} onRetry={() => void tokens.refetch()} />}
      {tokens.data?.length === 0 && <p className="pb-4 text-muted">You have no tokens.</p>}
      {tokens.data && tokens.data.length > 0 && (
        <ul className="mb-4 divide-y divide-line border-y border-line">
          {tokens.data.map((token) => (
            <TokenRow key={token.id} token={token} />
          ))}
        </ul>
      )}
      <Button onClick={() => setCreating(true)}>New token</Button>
      {creating && (
        <CreateTokenDialog
          onClose={() => setCreating(false)}
          onMade={(token) => {
            setCreating(false);
            setMade(token);
          }}
        />
      )}
      {made && (
        <SecretDialog
          title="Your new token"
          description="Copy it now: it cannot be shown again."
          label="Token"
          secret={made}
          onClose={() => setMade(undefined)}
        />
      )}
    </Section>
  );
}

function TokenRow({ token }: { token: Token }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const revoke = useMutation(
    trpc.people.tokens.revoke.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.people.tokens.list.queryFilter());
        toast.success(`“${token.name}” is revoked.`);
      },
    }),
  );
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2">
      <span className="min-w-0 flex-1 basis-48">
        <span className="block truncate font-medium">{token.name}</span>
        <code className="text-xs text-faint">{token.prefix}…</code>
      </span>
      <span className="flex gap-1">
        {token.scopes.map((scope) => (
          <Badge key={scope}>{scope}</Badge>
        ))}
      </span>
      <span className="w-44 text-xs text-muted">
        <LastUse token={token} />
        <span className="block">
          <Expiry at={token.expiresAt} />
        </span>
      </span>
      <ConfirmButton
        size="sm"
        variant="plain"
        busy={revoke.isPending}
        aria-label={`Revoke ${token.name}`}
        title={`Revoke “${token.name}”?`}
        description="Scripts that use it stop working at once."
        confirm="Revoke"
        onConfirm={() => revoke.mutate({ tokenId: token.id })}
      >
        Revoke
      </ConfirmButton>
    </li>
  );
}

const LastUse = ({ token }: { token: Token }) =>
  token.lastUsedAt ? (
    <>
      used <TimeAgo date={token.lastUsedAt} />
    </>
  ) : (
    "never used"
  );

function Expiry({ at }: { at: Date | null }) {
  if (!at) return "does not expire";
  return (
    <>
      {at.getTime() < Date.now() ? "expired" : "expires"} <TimeAgo date={at} />
    </>
  );
}
