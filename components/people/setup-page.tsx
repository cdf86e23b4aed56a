"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc/context";
import { LinkPage } from "./link-page";
import { PlainPage } from "./plain-page";
import { enter, firstPage, signIn } from "./session";
import { type Step, StepForm } from "./step-form";
import { signUpSteps } from "./steps";

const workspaceStep: Step<"workspace"> = {
  name: "workspace",
  label: "Workspace",
  autoComplete: "organization",
  hint: "Your team's name. It can be changed later.",
};
const steps = [...signUpSteps, workspaceStep] as const;
const title = "Set up Quire";

export function SetupPage({ token }: { token: string }) {
  const trpc = useTRPC();
  const look = useQuery(trpc.people.setup.look.queryOptions({ token }, { retry: false, staleTime: Infinity }));
  const complete = useMutation(trpc.people.setup.complete.mutationOptions({ onError: () => undefined }));

  return (
    <LinkPage title={title} look={look}>
      {() => (
        <PlainPage title={title} hint="This account owns the first workspace and lets others in.">
          <StepForm
            steps={steps}
            doneLabel="Create the workspace"
            onDone={async ({ name, email, password, workspace }) => {
              const made = await complete.mutateAsync({
                token,
                signUp: { name, email, password },
                workspaceName: workspace,
              });
              await signIn(email, password);
              enter(firstPage(made));
            }}
          />
        </PlainPage>
      )}
    </LinkPage>
  );
}
