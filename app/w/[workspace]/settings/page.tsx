import type { Metadata } from "next";
import { SettingsPage } from "@/components/people/settings-page";

export const metadata: Metadata = { title: "Settings" };

export default async function Page({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  return <SettingsPage workspace={workspace} />;
}
