"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useState } from "react";
import { useTRPC } from "@/components/trpc/context";
import type { RouterOutputs } from "@/components/trpc/types";
import { Button } from "@/components/ui/button";
import type { ImportState } from "@/lib/datasets/import-options";
import { ImportProgress } from "./import-progress";

type Arriving = RouterOutputs["datasets"]["arriving"][number];

/** Data of examples that is still to come: how far it is, or why it did not. The list itself is kept fresh by the datasets feed. */
export function ArrivingDatasets({ workspace, mayEdit }: { workspace: string; mayEdit: boolean }) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.datasets.arriving.queryOptions({ workspace }));
  if (!data || data.length === 0) return null;
  return (
    <ul aria-label="On their way" className="mb-6 divide-y divide-line border-y border-line">
      {data.map((arriving) => (
        <li key={arriving.example} className="flex min-h-12 items-center gap-4 py-2">
          <span className="w-32 shrink-0 truncate font-medium">{arriving.dataset}</span>
          {arriving.importId === undefined ? (
            <Stopped workspace={workspace} arriving={arriving} mayEdit={mayEdit} />
          ) : (
            <Progress workspace={workspace} importId={arriving.importId} />
          )}
        </li>
      ))}
    </ul>
  );
}

function Progress({ workspace, importId }: { workspace: string; importId: string }) {
  const trpc = useTRPC();
  const [state, setState] = useState<ImportState | null>(null);
  useSubscription(trpc.datasets.watchImport.subscriptionOptions({ workspace, importId }, { onData: setState }));
  return (
    <span className="min-w-0 flex-1">
      {state && state.status !== "failed" && <ImportProgress phase={{ phase: "importing", state }} />}
    </span>
  );
}

function Stopped({ workspace, arriving, mayEdit }: { workspace: string; arriving: Arriving; mayEdit: boolean }) {
  const trpc = useTRPC();
  const retry = useMutation(trpc.datasets.retryArriving.mutationOptions());
  return (
    <>
      <p role="alert" className="min-w-0 flex-1 border-l-2 border-danger pl-3">
        The data of the example could not be imported.{" "}
        <span className="text-muted">{arriving.error ?? "The import was broken off."}</span>
      </p>
      {mayEdit && (
        <Button size="sm" busy={retry.isPending} onClick={() => retry.mutate({ workspace, example: arriving.example })}>
          Try again
        </Button>
      )}
    </>
  );
}
