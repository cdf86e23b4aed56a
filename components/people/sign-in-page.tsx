"use client";
import { useEffect } from "react";
import { useMe } from "@/components/shell/use-me";
import { PlainPage } from "./plain-page";
import { enter, safePath, signIn } from "./session";
import { StepForm } from "./step-form";
import { emailStep } from "./steps";

const steps = [
  { ...emailStep, hint: undefined },
  { name: "password", label: "Password", type: "password", autoComplete: "current-password" },
] as const;

/** `next` is where the person was going. */
export function SignInPage({ next }: { next: string | undefined }) {
  const me = useMe();
  const signedIn = Boolean(me.data?.user);
  useEffect(() => {
    if (signedIn) enter(safePath(next, location.origin));
  }, [signedIn, next]);

  if (me.data?.setupNeeded)
    return (
      <PlainPage
        title="Quire is not set up yet"
        hint="The terminal in which Quire was started shows a set-up link. Open it to make the owner's account."
      >
        {null}
      </PlainPage>
    );
  return (
    <PlainPage title="Sign in">
      <StepForm
        steps={steps}
        doneLabel="Sign in"
        onDone={async ({ email, password }) => {
          await signIn(email, password);
          enter(safePath(next, location.origin));
        }}
      />
      <p className="mt-8 text-xs text-muted">
        New here, or forgot the password? An owner of your workspace can make a link for you.
      </p>
    </PlainPage>
  );
}
