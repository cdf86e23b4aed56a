import type { Metadata } from "next";
import { ModelsPage } from "@/components/models/models-page";

export const metadata: Metadata = { title: "Models" };

export default async function Models({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  return <ModelsPage workspace={workspace} />;
}
