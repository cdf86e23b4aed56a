"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc/context";
import { ButtonLink } from "@/components/ui/button-link";
import { LinkFailed, LinkPending } from "./link-state";
import { PlainPage } from "./plain-page";
import { enter, signIn } from "./session";
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

  if (look.isPending) return <LinkPending title={title} />;
  if (look.isError)
    return (
      <LinkFailed
        title={title}
        error={look.error}
        onRetry={() => void look.refetch()}
        action={<ButtonLink href="/signin">Go to sign-in</ButtonLink>}
      />
    );
  return (
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
          enter(`/w/${made.workspace}`);
        }}
      />
    </PlainPage>
  );
}
