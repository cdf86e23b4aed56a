import { PASSWORD_MAX, PASSWORD_MIN } from "@/lib/people/password-rules";
import type { Step } from "./step-form";

/** Rough, and early: the server has the last word. */
const looksLikeEmail = (value: string) =>
  /^\S+@\S+$/.test(value.trim()) ? undefined : "Give an email address, such as ana@example.org.";

function checkNewPassword(value: string): string | undefined {
  if (value.length < PASSWORD_MIN) return `Use at least ${PASSWORD_MIN} characters.`;
  return value.length > PASSWORD_MAX ? `Use at most ${PASSWORD_MAX} characters.` : undefined;
}

export const nameStep: Step<"name"> = {
  name: "name",
  label: "Name",
  autoComplete: "name",
  hint: "As your colleagues see it.",
};

export const emailStep: Step<"email"> = {
  name: "email",
  label: "Email",
  type: "email",
  autoComplete: "username",
  hint: "You sign in with it. Nothing is sent to it.",
  check: looksLikeEmail,
};

export const newPasswordStep: Step<"password"> = {
  name: "password",
  label: "Password",
  type: "password",
  autoComplete: "new-password",
  hint: `At least ${PASSWORD_MIN} characters. A few words are easy to keep in mind.`,
  check: checkNewPassword,
};

export const signUpSteps = [nameStep, emailStep, newPasswordStep] as const;
