import type { Metadata } from "next";
import { SweepPage } from "@/components/sweeps/sweep-page";

export const metadata: Metadata = { title: "Sweep" };

export default async function Sweep({ params }: { params: Promise<{ workspace: string; sweepId: string }> }) {
  const { workspace, sweepId } = await params;
  return <SweepPage workspace={workspace} sweepId={sweepId} />;
}
