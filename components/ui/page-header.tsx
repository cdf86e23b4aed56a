import type { ReactNode } from "react";

interface PageHeaderProps {
  title: ReactNode;
  description?: ReactNode;
  /** Small line above the title: where this page stands. */
  above?: ReactNode;
  actions?: ReactNode;
}

export function PageHeader({ title, description, above, actions }: PageHeaderProps) {
  return (
    <header className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3 pt-8 pb-5">
      <div className="min-w-0">
        {above && <div className="mb-1 text-muted">{above}</div>}
        <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
        {description && <p className="mt-0.5 max-w-2xl text-muted">{description}</p>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}

/** The measure of ordinary pages: everything but the notebook. */
export const Page = ({ children }: { children: ReactNode }) => (
  <div className="mx-auto w-full max-w-6xl px-4 pb-24 sm:px-8">{children}</div>
);
