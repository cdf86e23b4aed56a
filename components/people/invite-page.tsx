"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useMe } from "@/components/shell/use-me";
import { useTRPC } from "@/components/trpc/context";
import { errorText } from "@/components/trpc/error-text";
import { Button } from "@/components/ui/button";
import { LinkFailed, LinkPending } from "./link-state";
import { PlainPage } from "./plain-page";
import { roleHints } from "./roles";
import { enter, signIn, signOut } from "./session";
import { StepForm } from "./step-form";
import { signUpSteps } from "./steps";

const title = "Invite";

export function InvitePage({ token }: { token: string }) {
  const trpc = useTRPC();
  const me = useMe();
  const look = useQuery(trpc.people.invites.look.queryOptions({ token }, { retry: false, staleTime: Infinity }));
  if (look.isPending || me.isPending) return <LinkPending title={title} />;
  if (look.isError) return <LinkFailed title={title} error={look.error} onRetry={() => void look.refetch()} />;
  if (me.isError) return <LinkFailed title={title} error={me.error} onRetry={() => void me.refetch()} />;
  const { workspace, role, by } = look.data;
  return (
    <PlainPage title={`Join ${workspace}`} hint={`${by} invites you as ${role}: ${roleHints[role]}`}>
      {me.data.user ? <Join token={token} name={me.data.user.name} /> : <SignUp token={token} />}
    </PlainPage>
  );
}

/** For someone who is signed in already. */
function Join({ token, name }: { token: string; name: string }) {
  const trpc = useTRPC();
  const accept = useMutation(
    trpc.people.invites.accept.mutationOptions({
      onError: () => undefined,
      onSuccess: ({ workspace }) => enter(`/w/${workspace}`),
    }),
  );
  return (
    <>
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" busy={accept.isPending || accept.isSuccess} onClick={() => accept.mutate({ token })}>
          Join as {name}
        </Button>
        <Button variant="plain" onClick={() => void signOut()}>
          I am someone else
        </Button>
      </div>
      {accept.isError && (
        <p role="alert" className="mt-3 text-danger">
          {errorText(accept.error).message}
        </p>
      )}
    </>
  );
}

function SignUp({ token }: { token: string }) {
  const trpc = useTRPC();
  const accept = useMutation(trpc.people.invites.accept.mutationOptions({ onError: () => undefined }));
  return (
    <>
      <StepForm
        steps={signUpSteps}
        doneLabel="Join"
        onDone={async (answers) => {
          const { workspace } = await accept.mutateAsync({ token, signUp: answers });
          await signIn(answers.email, answers.password);
          enter(`/w/${workspace}`);
        }}
      />
      <p className="mt-8 text-xs text-muted">
        Have an account?{" "}
        <Link
          href={`/signin?next=${encodeURIComponent(`/invite/${token}`)}`}
          className="text-accent underline underline-offset-2"
        >
          Sign in and join with it
        </Link>
      </p>
    </>
  );
}
