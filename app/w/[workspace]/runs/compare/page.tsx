import type { Metadata } from "next";
import { Suspense } from "react";
import { ComparePage } from "@/components/runs/compare-page";

export const metadata: Metadata = { title: "Compare runs" };

export default async function Compare({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  return (
    <Suspense>
      <ComparePage workspace={workspace} />
    </Suspense>
  );
}
