"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/components/trpc/context";
import { ErrorState } from "@/components/ui/error-state";
import { SkeletonRows } from "@/components/ui/skeleton";
import { MemberRow } from "./member-row";
import { SecretDialog } from "./secret-dialog";
import { Section } from "./section";

interface MembersSectionProps {
  workspace: string;
  /** The person who looks. */
  me: string;
  canChange: boolean;
}

export function MembersSection({ workspace, me, canChange }: MembersSectionProps) {
  const trpc = useTRPC();
  const members = useQuery(trpc.people.members.list.queryOptions({ workspace }));
  const [reset, setReset] = useState<{ name: string; url: string }>();
  return (
    <Section title="Members" hint="Viewers see, editors work, owners also manage.">
      {members.isPending && <SkeletonRows rows={3} label="Loading the members" />}
      {members.isError && <ErrorState error={members.error} onRetry={() => void members.refetch()} />}
      {members.data && (
        <ul className="divide-y divide-line border-y border-line">
          {members.data.map((member) => (
            <MemberRow
              key={member.userId}
              workspace={workspace}
              member={member}
              isMe={member.userId === me}
              canChange={canChange}
              onReset={(url) => setReset({ name: member.name, url })}
            />
          ))}
        </ul>
      )}
      {reset && (
        <SecretDialog
          title={`Password link for ${reset.name}`}
          description="Send it to this person alone. It works once, for a day, and cannot be shown again."
          label="Link"
          secret={reset.url}
          onClose={() => setReset(undefined)}
        />
      )}
    </Section>
  );
}
