"use client";
import ArrowLeft from "lucide-react/icons/arrow-left";
import Link from "next/link";
import { useEffect } from "react";
import { useMe } from "@/components/shell/use-me";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { Page, PageHeader } from "@/components/ui/page-header";
import { SkeletonRows } from "@/components/ui/skeleton";
import { toast } from "@/components/ui/toast";
import { errorText } from "@/components/trpc/error-text";
import { PasswordSection } from "./password-section";
import { ProfileSection } from "./profile-section";
import { enter, signOut } from "./session";
import { TokensSection } from "./tokens-section";

export function AccountPage() {
  const me = useMe();
  const signedOut = me.data !== undefined && !me.data.user;
  useEffect(() => {
    if (signedOut) enter("/signin?next=/account");
  }, [signedOut]);
  return (
    <main>
      <Page>
        <PageHeader
          title="Your account"
          above={
            <Link href="/" className="inline-flex items-center gap-1 rounded-sm hover:text-ink">
              <ArrowLeft size={14} aria-hidden /> Back to the workspace
            </Link>
          }
          actions={
            <Button onClick={() => void signOut().catch((error: unknown) => toast.error(errorText(error).message))}>
              Sign out
            </Button>
          }
        />
        {me.isError && <ErrorState error={me.error} onRetry={() => void me.refetch()} />}
        {me.isPending && <SkeletonRows rows={5} label="Loading your account" />}
        {me.data?.user && (
          <>
            <ProfileSection key={me.data.user.name} name={me.data.user.name} email={me.data.user.email} />
            <PasswordSection email={me.data.user.email} />
            <TokensSection />
          </>
        )}
      </Page>
    </main>
  );
}
