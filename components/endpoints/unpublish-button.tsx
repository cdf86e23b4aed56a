"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/components/trpc/context";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";

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
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title={`Unpublish ${name}?`}
        description="Whoever calls it is refused from now on, and its keys are revoked for good. The model and its history stay."
        footer={
          <>
            <Button onClick={() => setAsking(false)}>Keep it published</Button>
            <Button variant="danger" busy={unpublish.isPending} onClick={() => unpublish.mutate({ workspace, name })}>
              Unpublish
            </Button>
          </>
        }
      />
    </>
  );
}
