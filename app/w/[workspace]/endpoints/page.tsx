import type { Metadata } from "next";
import { EndpointsPage } from "@/components/endpoints/endpoints-page";

export const metadata: Metadata = { title: "Endpoints" };

export default async function Endpoints({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  return <EndpointsPage workspace={workspace} />;
}
