import type { Metadata } from "next";
import { NotebookPage } from "@/components/notebook/notebook-page";

export const metadata: Metadata = { title: "Notebook" };

export default async function Page({ params }: { params: Promise<{ workspace: string; id: string }> }) {
  const { workspace, id } = await params;
  return <NotebookPage workspace={workspace} notebookId={id} />;
}
