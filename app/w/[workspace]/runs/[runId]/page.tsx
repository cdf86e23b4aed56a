import type { Metadata } from "next";
import { RunPage } from "@/components/runs/run-page";

export const metadata: Metadata = { title: "Run" };

export default async function Run({ params }: { params: Promise<{ workspace: string; runId: string }> }) {
  const { workspace, runId } = await params;
  return <RunPage workspace={workspace} runId={runId} />;
}
