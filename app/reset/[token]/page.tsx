import type { Metadata } from "next";
import { ResetPage } from "@/components/people/reset-page";

export const metadata: Metadata = { title: "New password", referrer: "no-referrer" };

export default async function Page({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  return <ResetPage token={token} />;
}
