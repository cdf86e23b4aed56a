import type { Metadata } from "next";
import { EndpointPage } from "@/components/endpoints/endpoint-page";

type Params = { params: Promise<{ workspace: string; name: string }> };

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  return { title: decodeURIComponent((await params).name) };
}

export default async function Endpoint({ params }: Params) {
  const { workspace, name } = await params;
  return <EndpointPage workspace={workspace} name={decodeURIComponent(name)} />;
}
