"use client";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC } from "@/components/trpc/context";

/** Opens the person's tour of Quire; the server makes one where there is none. */
export function useOpenTour(workspace: string) {
  const trpc = useTRPC();
  const router = useRouter();
  const open = useMutation(
    trpc.examples.tour.mutationOptions({
      onSuccess: ({ id }) => router.push(`/w/${workspace}/notebooks/${id}`),
    }),
  );
  return { opening: open.isPending, openTour: () => open.mutate({ workspace }) };
}
