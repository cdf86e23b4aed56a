"use client";
import { useQuery } from "@tanstack/react-query";
import { CodeBlock } from "@/components/endpoints/code-block";
import { useTRPC } from "@/components/trpc/context";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog } from "@/components/ui/dialog";
import { curlLine, exampleRow } from "@/lib/serving/snippets";

export interface Publication {
  name: string;
  version: number;
  /** Null when the endpoint was published before and its keys go on. */
  key: string | null;
}

interface PublishedDialogProps {
  workspace: string;
  publication: Publication | null;
  onClose: () => void;
}

/** What a person needs right after publishing: the key, which is shown this once, and a line that works. */
export function PublishedDialog({ workspace, publication, onClose }: PublishedDialogProps) {
  return (
    <Dialog
      wide
      open={publication !== null}
      onOpenChange={(open) => !open && onClose()}
      title={publication ? `${publication.name} is published` : ""}
      description={publication ? `It answers with version ${publication.version} from now on.` : undefined}
      footer={
        publication && (
          <>
            <Button onClick={onClose}>Done</Button>
            <ButtonLink variant="primary" href={`/w/${workspace}/endpoints/${publication.name}`}>
              Open the endpoint
            </ButtonLink>
          </>
        )
      }
    >
      {publication && <PublishedBody workspace={workspace} publication={publication} />}
    </Dialog>
  );
}

function PublishedBody({ workspace, publication: { name, key } }: { workspace: string; publication: Publication }) {
  const trpc = useTRPC();
  const endpoint = useQuery(trpc.endpoints.get.queryOptions({ workspace, name })).data;
  const row = endpoint ? exampleRow(endpoint.signature) : [];
  return (
    <div className="space-y-4">
      {key === null ? (
        <p className="text-muted">The keys that were given out before go on working.</p>
      ) : (
        <NewKey secret={key} />
      )}
      <div>
        <h3 className="mb-1 font-medium">Ask it from a terminal</h3>
        <CodeBlock
          label="curl line"
          code={curlLine({ origin: window.location.origin, name, key, row })}
          busy={!endpoint}
        />
      </div>
    </div>
  );
}

/** A key in the only moment in which it can be read. */
export function NewKey({ secret }: { secret: string }) {
  return (
    <div>
      <h3 className="mb-1 font-medium">Key</h3>
      <div className="flex items-center gap-2 rounded-md bg-sunken px-3 py-2">
        <code data-testid="endpoint-key" className="min-w-0 flex-1 font-mono [overflow-wrap:anywhere] select-all">
          {secret}
        </code>
        <CopyButton text={secret} label="Copy the key" />
      </div>
      <p className="mt-1 text-xs text-muted">
        Shown this once. Keep it where secrets are kept; who has it can ask the model.
      </p>
    </div>
  );
}
