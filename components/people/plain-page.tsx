import type { ReactNode } from "react";
import { Logo } from "@/components/shell/logo";

/** The frame of pages without a workspace around them: one narrow column. */
export function PlainPage({ title, hint, children }: { title: ReactNode; hint?: ReactNode; children: ReactNode }) {
  return (
    <main className="mx-auto flex min-h-full w-full max-w-sm flex-col px-6 pt-[14vh] pb-16">
      <p className="flex items-center gap-2 text-muted">
        <Logo />
        Quire
      </p>
      <h1 className="mt-6 text-xl font-semibold tracking-tight">{title}</h1>
      {hint && <p className="mt-1 text-muted">{hint}</p>}
      <div className="mt-6">{children}</div>
    </main>
  );
}
