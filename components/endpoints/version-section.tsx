"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import Undo2 from "lucide-react/icons/undo-2";
import { useTRPC } from "@/components/trpc/context";
import type { RouterOutputs } from "@/components/trpc/types";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { TimeAgo } from "@/components/ui/time-ago";
import { toast } from "@/components/ui/toast";

type Endpoint = RouterOutputs["endpoints"]["get"];

/** Which version answers, which did, and the way back. */
export function VersionSection({
  workspace,
  endpoint,
  mayEdit,
}: {
  workspace: string;
  endpoint: Endpoint;
  mayEdit: boolean;
}) {
  const { name, version, versions, history } = endpoint;
  const trpc = useTRPC();
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries(trpc.endpoints.pathFilter());
  const setVersion = useMutation(trpc.endpoints.setVersion.mutationOptions({ onSuccess: refresh }));
  const rollback = useMutation(
    trpc.endpoints.rollback.mutationOptions({
      onSuccess: ({ version: now }) => {
        void refresh();
        toast.undo(`Version ${now} answers again`, () => setVersion.mutate({ workspace, name, version }));
      },
    }),
  );
  const live = endpoint.unpublishedAt === null;
  const before = history.find((entry) => entry.number !== version);
  const busy = setVersion.isPending || rollback.isPending;
  return (
    <section aria-labelledby="version-heading">
      <h2 id="version-heading" className="mb-2 text-lg font-semibold">
        Version
      </h2>
      {mayEdit && live && (
        <div className="mb-3 flex flex-wrap items-center gap-2">
          <Select
            aria-label="Version that answers"
            value={String(version)}
            disabled={busy}
            onChange={(event) => setVersion.mutate({ workspace, name, version: Number(event.target.value) })}
            options={versions.map((number) => ({ value: String(number), label: `Version ${number}` }))}
          />
          {before && (
            <Button
              busy={busy}
              icon={<Undo2 size={14} aria-hidden />}
              onClick={() => rollback.mutate({ workspace, name })}
            >
              Roll back to {before.number}
            </Button>
          )}
        </div>
      )}
      <ol aria-label="Versions that answered, newest first" className="divide-y divide-line border-y border-line">
        {history.slice(0, 10).map((entry, index) => (
          <li key={`${entry.number} ${entry.at.getTime()}`} className="flex min-h-8 items-center justify-between gap-4">
            <span>
              Version {entry.number}
              {index === 0 && live && <span className="text-muted"> answers now</span>}
            </span>
            <span className="text-muted">
              <TimeAgo date={entry.at} />
              {entry.by && `, ${entry.by}`}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
