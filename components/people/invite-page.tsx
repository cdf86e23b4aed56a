"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useMe } from "@/components/shell/use-me";
import { useTRPC } from "@/components/trpc/context";
import { errorText } from "@/components/trpc/error-text";
import { Button } from "@/components/ui/button";
import { LinkPage } from "./link-page";
import { PlainPage } from "./plain-page";
import { roleHints } from "./roles";
import { enter, firstPage, signIn, signOut } from "./session";
import { StepForm } from "./step-form";
import { signUpSteps } from "./steps";

const title = "Invite";

export function InvitePage({ token }: { token: string }) {
  const trpc = useTRPC();
  const me = useMe();
  const look = useQuery(trpc.people.invites.look.queryOptions({ token }, { retry: false, staleTime: Infinity }));
  return (
    <LinkPage title={title} look={look}>
      {({ workspace, role, by }) => (
        <LinkPage title={title} look={me}>
          {({ user }) => (
            <PlainPage title={`Join ${workspace}`} hint={`${by} invites you as ${role}: ${roleHints[role]}`}>
              {user ? <Join token={token} name={user.name} /> : <SignUp token={token} />}
            </PlainPage>
          )}
        </LinkPage>
      )}
    </LinkPage>
  );
}

/** For someone who is signed in already. */
function Join({ token, name }: { token: string; name: string }) {
  const trpc = useTRPC();
  const accept = useMutation(
    trpc.people.invites.accept.mutationOptions({
      onError: () => undefined,
      onSuccess: (joined) => enter(firstPage(joined)),
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
          const joined = await accept.mutateAsync({ token, signUp: answers });
          await signIn(answers.email, answers.password);
          enter(firstPage(joined));
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
