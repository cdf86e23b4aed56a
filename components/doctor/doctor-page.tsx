"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc/context";
import { Badge, type Tone } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { Page, PageHeader } from "@/components/ui/page-header";
import { SkeletonRows } from "@/components/ui/skeleton";
import type { Check } from "@/lib/doctor/check";
import { checkAddress, checkSandboxReach, checkSocket, checkWebGpu } from "./browser-checks";

const verdicts: Record<Check["state"], { tone: Tone; word: string }> = {
  ok: { tone: "good", word: "✓ fine" },
  warn: { tone: "warn", word: "! works, with less" },
  fail: { tone: "danger", word: "✕ mend this" },
};

function CheckRow({ check }: { check: Check }) {
  const { tone, word } = verdicts[check.state];
  return (
    <li className="grid gap-x-6 gap-y-1 py-3 sm:grid-cols-[11rem_1fr_9rem]">
      <h2 className="font-medium">{check.title}</h2>
      <div className="max-w-prose">
        <p>{check.found}</p>
        {check.fix && <p className="mt-0.5 text-muted">{check.fix}</p>}
      </div>
      <div className="sm:text-right">
        <Badge tone={tone}>{word}</Badge>
      </div>
    </li>
  );
}

export function DoctorPage() {
  const trpc = useTRPC();
  const server = useQuery(trpc.doctor.checks.queryOptions());
  const { data } = server;
  const browser = useQuery({
    queryKey: ["doctor", data?.appUrl, data?.sandboxUrl],
    enabled: data !== undefined,
    queryFn: async () => {
      if (!data) return [];
      const checks = await Promise.all([checkWebGpu(), checkSocket(), checkSandboxReach(data.sandboxUrl)]);
      return [checkAddress(data.appUrl), ...checks.filter((check) => check !== null)];
    },
  });
  const again = () => void server.refetch().then(() => browser.refetch());
  return (
    <Page>
      <PageHeader
        title="Doctor"
        description="What must be right for Quire to work well, on the server and from this browser."
        actions={<Button onClick={again}>Check again</Button>}
      />
      {server.isError && <ErrorState error={server.error} onRetry={again} />}
      {browser.isError && <ErrorState error={browser.error} onRetry={again} />}
      {(server.isPending || (data && browser.isPending)) && <SkeletonRows rows={7} label="Checking" />}
      {data && browser.data && (
        <ul className="divide-y divide-line border-y border-line">
          {[...data.checks, ...browser.data].map((check) => (
            <CheckRow key={check.id} check={check} />
          ))}
        </ul>
      )}
    </Page>
  );
}
