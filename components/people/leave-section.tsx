"use client";
import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc/context";
import { ConfirmButton } from "./confirm-button";
import { Section } from "./section";
import { enter } from "./session";

export function LeaveSection({ workspace, name }: { workspace: string; name: string }) {
  const trpc = useTRPC();
  const leave = useMutation(trpc.people.members.leave.mutationOptions({ onSuccess: () => enter("/") }));
  return (
    <Section title="Leave" hint="What you made stays with the workspace.">
      <ConfirmButton
        variant="danger"
        busy={leave.isPending || leave.isSuccess}
        title={`Leave ${name}?`}
        description="You lose access at once. An owner can invite you again."
        confirm="Leave"
        onConfirm={() => leave.mutate({ workspace })}
      >
        Leave the workspace
      </ConfirmButton>
    </Section>
  );
}
