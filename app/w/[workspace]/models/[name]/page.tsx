import type { Metadata } from "next";
import { ModelPage } from "@/components/models/model-page";

type Params = { params: Promise<{ workspace: string; name: string }> };

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  return { title: decodeURIComponent((await params).name) };
}

export default async function Model({ params }: Params) {
  const { workspace, name } = await params;
  return <ModelPage workspace={workspace} name={decodeURIComponent(name)} />;
}
