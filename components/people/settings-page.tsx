"use client";
import { useQuery } from "@tanstack/react-query";
import { WorkersSection } from "@/components/workers/workers-section";
import { useMe } from "@/components/shell/use-me";
import { useTRPC } from "@/components/trpc/context";
import { ErrorState } from "@/components/ui/error-state";
import { Page, PageHeader } from "@/components/ui/page-header";
import { SkeletonRows } from "@/components/ui/skeleton";
import { jobCapsSchema, roleRank } from "@/lib/protocol/workspace";
import { AuditSection } from "./audit-section";
import { FetchSection } from "./fetch-section";
import { InvitesSection } from "./invites-section";
import { LeaveSection } from "./leave-section";
import { MembersSection } from "./members-section";
import { NameSection } from "./name-section";
import { PackagesSection } from "./packages-section";
import { SecretsSection } from "./secrets-section";
import { useMembersFeed } from "./use-members-feed";

export function SettingsPage({ workspace: slug }: { workspace: string }) {
  const trpc = useTRPC();
  const me = useMe();
  useMembersFeed(slug);
  const workspace = useQuery(trpc.people.workspace.get.queryOptions({ workspace: slug }));
  const user = me.data?.user;
  const mayEdit = roleRank[workspace.data?.role ?? "viewer"] >= roleRank.editor;
  const isOwner = workspace.data?.role === "owner";
  return (
    <Page>
      <PageHeader
        title="Settings"
        description={isOwner || !workspace.data ? undefined : "Owners of the workspace can change these."}
      />
      {workspace.isError && <ErrorState error={workspace.error} onRetry={() => void workspace.refetch()} />}
      {workspace.isPending && <SkeletonRows rows={8} label="Loading the settings" />}
      {workspace.data && user && (
        <>
          <NameSection
            key={`name ${workspace.data.name}`}
            workspace={slug}
            name={workspace.data.name}
            canChange={isOwner}
          />
          <MembersSection workspace={slug} me={user.id} canChange={isOwner} />
          {isOwner && <InvitesSection workspace={slug} />}
          <FetchSection
            key={workspace.data.settings.fetchHosts.join(" ")}
            workspace={slug}
            hosts={workspace.data.settings.fetchHosts}
            canChange={isOwner}
          />
          {mayEdit && <SecretsSection workspace={slug} canChange={isOwner} />}
          <PackagesSection
            key={`packages ${workspace.data.settings.allowedPackages?.join(" ") ?? "any"}`}
            workspace={slug}
            allowed={workspace.data.settings.allowedPackages}
            canChange={isOwner}
          />
          <WorkersSection
            workspace={slug}
            caps={jobCapsSchema.parse(workspace.data.settings.jobCaps ?? {})}
            canChange={isOwner}
          />
          {isOwner && <AuditSection workspace={slug} />}
          <LeaveSection workspace={slug} name={workspace.data.name} />
        </>
      )}
    </Page>
  );
}
