import type { ReactNode } from "react";

export function EmptyState({ title, hint, action }: { title: string; hint?: ReactNode; action?: ReactNode }) {
  return (
    <div className="flex flex-col items-start gap-1 py-12 sm:items-center sm:text-center">
      <h2 className="text-base font-medium">{title}</h2>
      {hint && <p className="max-w-md text-muted">{hint}</p>}
      {action && <div className="mt-3 flex flex-wrap gap-2">{action}</div>}
    </div>
  );
}
