import { ButtonLink } from "@/components/ui/button-link";

export default function NotFound() {
  return (
    <main className="mx-auto flex min-h-full max-w-md flex-col justify-center px-6 py-24">
      <h1 className="text-xl font-semibold">There is nothing at this address.</h1>
      <p className="mt-1 text-muted">
        The link may be mistyped, or what it named was deleted or belongs to a workspace you are not in.
      </p>
      <div className="mt-4">
        <ButtonLink href="/">Go to your notebooks</ButtonLink>
      </div>
    </main>
  );
}
