"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Radio from "lucide-react/icons/radio";
import { useState } from "react";
import { useTRPC } from "@/components/trpc/context";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { useMayEdit } from "./may-edit";
import { type Publication, PublishedDialog } from "./published-dialog";

interface PublishButtonProps {
  workspace: string;
  name: string;
  version: number;
  /** In a row of a table: small, and not the main thing. */
  quiet?: boolean;
}

/** One press makes the version answer at its endpoint. Where it does already, the button leads there. */
export function PublishButton({ workspace, name, version, quiet }: PublishButtonProps) {
  const size = quiet ? "sm" : "md";
  const trpc = useTRPC();
  const client = useQueryClient();
  const mayEdit = useMayEdit(workspace);
  const [publication, setPublication] = useState<Publication | null>(null);
  const endpoints = useQuery(trpc.endpoints.list.queryOptions({ workspace })).data;
  const publish = useMutation(
    trpc.endpoints.publish.mutationOptions({
      onSuccess: (made) => {
        setPublication(made);
        void client.invalidateQueries(trpc.endpoints.pathFilter());
        void client.invalidateQueries(trpc.models.pathFilter());
      },
    }),
  );
  const answering = endpoints?.some(
    (endpoint) => endpoint.name === name && endpoint.version === version && !endpoint.unpublishedAt,
  );
  return (
    <>
      {answering ? (
        <ButtonLink
          size={size}
          href={`/w/${workspace}/endpoints/${name}`}
          icon={<Radio size={14} aria-hidden className="text-accent" />}
        >
          Endpoint
        </ButtonLink>
      ) : (
        mayEdit && (
          <Button
            variant={quiet ? "quiet" : "primary"}
            size={size}
            busy={publish.isPending}
            onClick={() => publish.mutate({ workspace, name, version })}
          >
            Publish
          </Button>
        )
      )}
      <PublishedDialog workspace={workspace} publication={publication} onClose={() => setPublication(null)} />
    </>
  );
}
