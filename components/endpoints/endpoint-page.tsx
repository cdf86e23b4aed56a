"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useId } from "react";
import { useMayEdit } from "@/components/models/may-edit";
import { RuntimeName } from "@/components/models/runtime-name";
import { useModelFeed } from "@/components/models/use-model-feed";
import { useTRPC } from "@/components/trpc/context";
import type { RouterOutputs } from "@/components/trpc/types";
import { Badge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button-link";
import { CopyButton } from "@/components/ui/copy-button";
import { ErrorState } from "@/components/ui/error-state";
import { Page, PageHeader } from "@/components/ui/page-header";
import { Skeleton, SkeletonRows } from "@/components/ui/skeleton";
import { exampleRow } from "@/lib/serving/snippets";
import { CallSnippets } from "./call-snippets";
import { KeysSection } from "./keys-section";
import { LimitField } from "./limit-field";
import { TrafficCharts } from "./traffic-charts";
import { TryIt } from "./try-it";
import { UnpublishButton } from "./unpublish-button";
import { VersionSection } from "./version-section";

type Endpoint = RouterOutputs["endpoints"]["get"];

/** One endpoint: how to call it, what it answers, how it does. */
export function EndpointPage({ workspace, name }: { workspace: string; name: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.endpoints.get.queryOptions({ workspace, name }));
  useModelFeed(workspace);
  if (query.error)
    return (
      <Page>
        <PageHeader above={<ToEndpoints workspace={workspace} />} title={name} />
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      </Page>
    );
  if (!query.data)
    return (
      <Page>
        <PageHeader
          above={<ToEndpoints workspace={workspace} />}
          title={name}
          description={<Skeleton className="mt-1.5 h-3 w-72" />}
        />
        <SkeletonRows rows={5} label="Loading the endpoint" />
      </Page>
    );
  return <EndpointView workspace={workspace} endpoint={query.data} />;
}

const ToEndpoints = ({ workspace }: { workspace: string }) => (
  <Link href={`/w/${workspace}/endpoints`} className="rounded-sm hover:text-ink">
    Endpoints
  </Link>
);

function EndpointView({ workspace, endpoint }: { workspace: string; endpoint: Endpoint }) {
  const mayEdit = useMayEdit(workspace);
  const { name, signature } = endpoint;
  const live = endpoint.unpublishedAt === null;
  const { origin } = window.location;
  return (
    <Page>
      <EndpointHeader workspace={workspace} endpoint={endpoint} mayEdit={mayEdit} />
      <div className="space-y-12">
        {live && (
          <>
            <Section title="Try it">
              <TryIt key={endpoint.version} workspace={workspace} name={name} signature={signature} />
            </Section>
            <Section title="Call it">
              <Address url={`${origin}/v1/models/${name}:predict`} />
              <CallSnippets call={{ origin, name, key: null, row: exampleRow(signature) }} />
              <p className="mt-2 text-xs text-muted">
                The form is TensorFlow Serving’s. Put a key into <code className="font-mono">QUIRE_KEY</code>, for
                instance <code className="font-mono">export QUIRE_KEY=quire_key_…</code>
              </p>
            </Section>
          </>
        )}
        <Section title="Traffic">
          <TrafficCharts workspace={workspace} name={name} />
        </Section>
        <div className="grid gap-12 md:grid-cols-2">
          <VersionSection workspace={workspace} endpoint={endpoint} mayEdit={mayEdit} />
          {live && (
            <div className="space-y-6">
              <KeysSection workspace={workspace} name={name} keys={endpoint.keys} mayEdit={mayEdit} />
              {mayEdit && (
                <LimitField
                  key={endpoint.requestsPerMinute}
                  workspace={workspace}
                  name={name}
                  requestsPerMinute={endpoint.requestsPerMinute}
                />
              )}
            </div>
          )}
        </div>
      </div>
    </Page>
  );
}

function EndpointHeader({ workspace, endpoint, mayEdit }: { workspace: string; endpoint: Endpoint; mayEdit: boolean }) {
  const { name, version, runtime, runtimeNote, unpublishedAt } = endpoint;
  return (
    <PageHeader
      above={<ToEndpoints workspace={workspace} />}
      title={name}
      description={
        <span className="flex flex-wrap items-center gap-x-4 gap-y-1">
          {unpublishedAt ? <Badge>unpublished</Badge> : <Badge tone="good">answers with version {version}</Badge>}
          <RuntimeName runtime={runtime} note={runtimeNote} />
        </span>
      }
      actions={
        <>
          <ButtonLink href={`/w/${workspace}/models/${name}`}>
            {unpublishedAt ? "Publish again from the model" : "Model"}
          </ButtonLink>
          {mayEdit && !unpublishedAt && <UnpublishButton workspace={workspace} name={name} />}
        </>
      }
    />
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="mb-3 text-lg font-semibold">
        {title}
      </h2>
      {children}
    </section>
  );
}

const Address = ({ url }: { url: string }) => (
  <p className="mb-3 flex items-center gap-2">
    <span className="text-xs font-medium text-faint">POST</span>
    <code className="min-w-0 font-mono [overflow-wrap:anywhere]">{url}</code>
    <CopyButton text={url} label="Copy the address" />
  </p>
);
