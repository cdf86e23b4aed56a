"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc/context";
import { LinkPage } from "./link-page";
import { PlainPage } from "./plain-page";
import { enter, signIn } from "./session";
import { StepForm } from "./step-form";
import { newPasswordStep } from "./steps";

const title = "New password";
const steps = [{ ...newPasswordStep, label: "New password" }] as const;

export function ResetPage({ token }: { token: string }) {
  const trpc = useTRPC();
  const look = useQuery(trpc.people.resets.look.queryOptions({ token }, { retry: false, staleTime: Infinity }));
  const use = useMutation(trpc.people.resets.use.mutationOptions({ onError: () => undefined }));
  return (
    <LinkPage title={title} look={look}>
      {({ name, email }) => (
        <PlainPage title={title} hint={`For ${name}, ${email}. Every open session of this account is signed out.`}>
          <StepForm
            steps={steps}
            doneLabel="Set the password"
            onDone={async ({ password }) => {
              await use.mutateAsync({ token, password });
              await signIn(email, password);
              enter("/");
            }}
          />
        </PlainPage>
      )}
    </LinkPage>
  );
}
