import type { Metadata } from "next";
import { NotebookHome } from "@/components/home/notebook-home";

export const metadata: Metadata = { title: "Notebooks" };

export default async function HomePage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  return <NotebookHome workspace={workspace} />;
}
