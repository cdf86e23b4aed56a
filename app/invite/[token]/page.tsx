import type { Metadata } from "next";
import { InvitePage } from "@/components/people/invite-page";

export const metadata: Metadata = { title: "Invite", referrer: "no-referrer" };

export default async function Page({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  return <InvitePage token={token} />;
}
