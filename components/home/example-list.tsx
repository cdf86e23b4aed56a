"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useOpenTour } from "@/components/shell/use-open-tour";
import { useTRPC } from "@/components/trpc/context";
import { type ExampleName, examples, TOUR } from "@/lib/examples/catalogue";

/** The notebooks that ship with Quire, one line each; a press puts one and its data here and opens it. The tour is the person's own. */
export function ExampleList({ workspace }: { workspace: string }) {
  const trpc = useTRPC();
  const router = useRouter();
  const queries = useQueryClient();
  const open = useMutation(
    trpc.examples.open.mutationOptions({
      onSuccess: ({ id }) => {
        void queries.invalidateQueries(trpc.notebooks.list.queryFilter({ workspace }));
        router.push(`/w/${workspace}/notebooks/${id}`);
      },
    }),
  );
  const { opening, openTour } = useOpenTour(workspace);
  const busy = open.isPending || opening;
  const opens = (name: ExampleName) => (name === TOUR ? opening : open.isPending && open.variables.name === name);
  return (
    <ul className="w-full max-w-2xl divide-y divide-line border-y border-line text-left">
      {examples.map(({ name, title, line }) => (
        <li key={name}>
          <button
            type="button"
            disabled={busy}
            onClick={() => (name === TOUR ? openTour() : open.mutate({ workspace, name }))}
            className="flex w-full items-baseline gap-4 py-2.5 text-left transition-colors hover:text-accent disabled:opacity-60 max-sm:flex-col max-sm:gap-0"
          >
            <span className="w-52 shrink-0 font-medium">{title}</span>
            <span className="text-muted">{opens(name) ? "Opening" : line}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
