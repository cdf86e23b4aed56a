import type { Metadata } from "next";
import { Suspense } from "react";
import { DatasetPage } from "@/components/datasets/dataset-page";

interface Props {
  params: Promise<{ workspace: string; name: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodeURIComponent((await params).name) };
}

export default async function Dataset({ params }: Props) {
  const { workspace, name } = await params;
  return (
    <Suspense>
      <DatasetPage workspace={workspace} name={decodeURIComponent(name)} />
    </Suspense>
  );
}
