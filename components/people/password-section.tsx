"use client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { errorText } from "@/components/trpc/error-text";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import { toast } from "@/components/ui/toast";
import { Section } from "./section";
import { changePassword, signOutElsewhere } from "./session";
import { newPasswordStep } from "./steps";

export function PasswordSection({ email }: { email: string }) {
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const change = useMutation({
    mutationFn: () => changePassword(current, next),
    onError: () => undefined,
    onSuccess: () => {
      setCurrent("");
      setNext("");
      toast.success("The password is changed. Your other sessions are signed out.");
    },
  });
  const elsewhere = useMutation({
    mutationFn: signOutElsewhere,
    onSuccess: () => toast.success("Your other sessions are signed out."),
  });
  const problem = next === "" ? undefined : newPasswordStep.check?.(next);
  return (
    <Section title="Password" hint="Changing it signs you out everywhere else.">
      <form
        className="max-w-sm space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (current && next && !problem) change.mutate();
        }}
      >
        <input type="hidden" autoComplete="username" value={email} readOnly />
        <TextField
          label="Current password"
          type="password"
          autoComplete="current-password"
          value={current}
          onChange={(event) => setCurrent(event.target.value)}
        />
        <TextField
          label="New password"
          type="password"
          autoComplete="new-password"
          hint={newPasswordStep.hint}
          value={next}
          onChange={(event) => setNext(event.target.value)}
          error={change.error ? errorText(change.error).message : problem}
        />
        <div className="flex flex-wrap gap-2">
          <Button type="submit" disabled={!current || !next || Boolean(problem)} busy={change.isPending}>
            Change the password
          </Button>
          <Button variant="plain" busy={elsewhere.isPending} onClick={() => elsewhere.mutate()}>
            Sign out elsewhere
          </Button>
        </div>
      </form>
    </Section>
  );
}
