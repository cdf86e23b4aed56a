"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { useTRPC } from "@/components/trpc/context";
import type { RouterOutputs } from "@/components/trpc/types";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Page, PageHeader } from "@/components/ui/page-header";
import { Select } from "@/components/ui/select";
import { Skeleton, SkeletonRows } from "@/components/ui/skeleton";
import { TimeAgo } from "@/components/ui/time-ago";
import { bytes, counted } from "@/lib/format/number";
import { LineageGraph } from "./lineage-graph";
import { useMayEdit } from "./may-edit";
import { ModelMenu } from "./model-menu";
import { PublishButton } from "./publish-button";
import { RuntimeName } from "./runtime-name";
import { SignatureTable } from "./signature-table";
import { UploadDialog } from "./upload-dialog";
import { useModelFeed } from "./use-model-feed";
import { VersionsTable } from "./versions-table";

type Model = RouterOutputs["models"]["get"];

/** One model: its versions, what they take and give, and where they come from. */
export function ModelPage({ workspace, name }: { workspace: string; name: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.models.get.queryOptions({ workspace, name }));
  useModelFeed(workspace);
  if (query.error)
    return (
      <Page>
        <PageHeader above={<ToModels workspace={workspace} />} title={name} />
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      </Page>
    );
  if (!query.data) return <ModelSkeleton workspace={workspace} name={name} />;
  return <ModelView workspace={workspace} model={query.data} />;
}

const ToModels = ({ workspace }: { workspace: string }) => (
  <Link href={`/w/${workspace}/models`} className="rounded-sm hover:text-ink">
    Models
  </Link>
);

function ModelSkeleton({ workspace, name }: { workspace: string; name: string }) {
  return (
    <Page>
      <PageHeader
        above={<ToModels workspace={workspace} />}
        title={name}
        description={<Skeleton className="mt-1.5 h-3 w-64" />}
      />
      <SkeletonRows rows={4} label="Loading the model" />
    </Page>
  );
}

function ModelView({ workspace, model }: { workspace: string; model: Model }) {
  const mayEdit = useMayEdit(workspace);
  const [uploading, setUploading] = useState(false);
  const [newest] = model.versions;
  return (
    <Page>
      <PageHeader
        above={<ToModels workspace={workspace} />}
        title={model.name}
        description={model.description || counted(model.versions.length, "version")}
        actions={
          <>
            {newest && <PublishButton workspace={workspace} name={model.name} version={newest.number} />}
            {mayEdit && (
              <ModelMenu
                workspace={workspace}
                name={model.name}
                description={model.description}
                onUpload={() => setUploading(true)}
              />
            )}
          </>
        }
      />
      {newest ? (
        <>
          <VersionsTable workspace={workspace} model={model} />
          <VersionDetails workspace={workspace} model={model} />
        </>
      ) : (
        <EmptyState title="No versions yet" hint="Save one in a cell with run.saveModel, or upload a file." />
      )}
      <UploadDialog workspace={workspace} open={uploading} onOpenChange={setUploading} name={model.name} />
    </Page>
  );
}

function VersionDetails({ workspace, model }: { workspace: string; model: Model }) {
  const [chosen, setChosen] = useState<number | null>(null);
  const version = model.versions.find((candidate) => candidate.number === chosen) ?? model.versions[0];
  if (!version) return null;
  return (
    <section aria-labelledby="version-heading" className="mt-10">
      <div className="mb-4 flex items-center gap-3">
        <h2 id="version-heading" className="text-lg font-semibold">
          Version {version.number}
        </h2>
        {model.versions.length > 1 && (
          <Select
            size="sm"
            aria-label="Version to look at"
            value={String(version.number)}
            onChange={(event) => setChosen(Number(event.target.value))}
            options={model.versions.map(({ number }) => ({ value: String(number), label: `Version ${number}` }))}
          />
        )}
      </div>
      <p className="mb-4 flex flex-wrap gap-x-4 text-muted">
        <RuntimeName runtime={version.runtime} />
        <span>{bytes(version.bytes)}</span>
        <span>
          <TimeAgo date={version.createdAt} />
          {version.by && `, ${version.by}`}
        </span>
      </p>
      {version.runtimeNote && (
        <p className="mb-4 max-w-2xl border-l-2 border-amber pl-3 text-muted">{version.runtimeNote}</p>
      )}
      <LineageGraph workspace={workspace} model={model} version={version} />
      <h3 className="mt-8 mb-1 font-medium">Signature</h3>
      <SignatureTable signature={version.signature} />
    </section>
  );
}
