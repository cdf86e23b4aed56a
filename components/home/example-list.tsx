"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC } from "@/components/trpc/context";
import { Button } from "@/components/ui/button";

/** What ships under examples/. */
const examples = [
  { name: "penguins", title: "Penguins", line: "A first tour: three species, two measurements, one chart." },
  { name: "digits", title: "Handwritten digits", line: "Train a network on 1,797 small images and see what it misreads." },
  { name: "prices", title: "House prices", line: "A regression on a real table, with its errors drawn." },
] as const;

export function ExampleList({ workspace }: { workspace: string }) {
  const trpc = useTRPC();
  const router = useRouter();
  const queries = useQueryClient();
  const create = useMutation(
    trpc.notebooks.create.mutationOptions({
      onSuccess: ({ id }) => {
        void queries.invalidateQueries(trpc.notebooks.list.queryFilter({ workspace }));
        router.push(`/w/${workspace}/notebooks/${id}`);
      },
    }),
  );
  return (
    <div className="flex w-full max-w-xl flex-col items-stretch text-left">
      {examples.map((example) => (
        <button
          key={example.name}
          type="button"
          disabled={create.isPending}
          onClick={() => create.mutate({ workspace, title: example.title, example: example.name })}
          className="-mx-3 flex items-baseline gap-3 rounded-md px-3 py-2 text-left transition-colors hover:bg-hover"
        >
          <span className="w-36 shrink-0 font-medium">{example.title}</span>
          <span className="text-muted">{example.line}</span>
        </button>
      ))}
      <div className="mt-3">
        <Button onClick={() => create.mutate({ workspace })}>Start an empty notebook</Button>
      </div>
    </div>
  );
}
