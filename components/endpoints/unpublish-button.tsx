"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/components/trpc/context";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";

/** Others lose something by it, so it asks first. */
export function UnpublishButton({ workspace, name }: { workspace: string; name: string }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const unpublish = useMutation(
    trpc.endpoints.unpublish.mutationOptions({
      onSuccess: () => {
        setAsking(false);
        void client.invalidateQueries(trpc.endpoints.pathFilter());
        void client.invalidateQueries(trpc.models.pathFilter());
      },
    }),
  );
  return (
    <>
      <Button variant="danger" onClick={() => setAsking(true)}>
        Unpublish
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Unpublish ${name}?`}
        description="Whoever calls it is refused from now on, and its keys are revoked for good. The model and its history stay."
        confirm="Unpublish"
        busy={unpublish.isPending}
        onConfirm={() => unpublish.mutate({ workspace, name })}
      />
    </>
  );
}
