"use client";
import { ErrorState } from "@/components/ui/error-state";

export default function ErrorPage({ error, reset }: { error: Error; reset: () => void }) {
  return (
    <main className="mx-auto max-w-xl px-6 py-24">
      <h1 className="text-xl font-semibold">This page failed.</h1>
      <ErrorState error={error} onRetry={reset} />
    </main>
  );
}
