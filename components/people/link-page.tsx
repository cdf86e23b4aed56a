"use client";
import type { ReactNode } from "react";
import { errorText } from "@/components/trpc/error-text";
import { ButtonLink } from "@/components/ui/button-link";
import { ErrorState } from "@/components/ui/error-state";
import { Skeleton } from "@/components/ui/skeleton";
import { PlainPage } from "./plain-page";

/** While a link is looked up: the shape of the form that will come. */
const LinkPending = ({ title }: { title: string }) => (
  <PlainPage title={title}>
    <div role="status" aria-busy="true" className="space-y-3">
      <span className="sr-only">Looking at the link</span>
      <Skeleton className="h-4 w-24" />
      <Skeleton className="h-8 w-full" />
      <Skeleton className="h-8 w-24" />
    </div>
  </PlainPage>
);

/** A link that is not valid stays so; a server that did not answer may answer now. */
const mayPass = (error: unknown): boolean => {
  const { offline, code } = errorText(error);
  return offline || code === undefined || !["NOT_FOUND", "CONFLICT", "BAD_REQUEST"].includes(code);
};

interface LinkPageProps<Found> {
  title: string;
  /** What is asked about the link. */
  look: { data: Found | undefined; error: unknown; refetch: () => unknown };
  children: (found: Found) => ReactNode;
}

/** The page that a link opens, once the server has said what the link is for. */
export function LinkPage<Found>({ title, look: { data, error, refetch }, children }: LinkPageProps<Found>) {
  if (data !== undefined) return children(data);
  if (!error) return <LinkPending title={title} />;
  return (
    <PlainPage title={title}>
      <ErrorState error={error} onRetry={mayPass(error) ? () => void refetch() : undefined} />
      <ButtonLink href="/signin">Go to sign-in</ButtonLink>
    </PlainPage>
  );
}
