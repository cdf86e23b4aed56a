import type { Metadata } from "next";
import { SetupPage } from "@/components/people/setup-page";

export const metadata: Metadata = { title: "Set up", referrer: "no-referrer" };

export default async function Page({ searchParams }: { searchParams: Promise<{ token?: string | string[] }> }) {
  const { token } = await searchParams;
  return <SetupPage token={typeof token === "string" ? token : "none"} />;
}
