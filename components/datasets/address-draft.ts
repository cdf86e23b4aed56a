import { suggestName } from "@/lib/datasets/dataset-name";
import type { ImportSourceInput } from "@/lib/datasets/import-source";

/** What a person has filled in so far of where a dataset lies. */
export interface AddressDraft {
  url: string;
  /** Names of secrets; empty: none. */
  token: string;
  accessKey: string;
  secretKey: string;
  endpoint: string;
  region: string;
}

export const emptyAddress: AddressDraft = {
  url: "",
  token: "",
  accessKey: "",
  secretKey: "",
  endpoint: "",
  region: "",
};

export const isS3 = ({ url }: AddressDraft): boolean => url.trim().startsWith("s3:");

/** What to ask the server for; null as long as something is missing. */
export function sourceOf(draft: AddressDraft): ImportSourceInput | null {
  const url = draft.url.trim();
  if (!isS3(draft)) return /^https?:\/\/\S+$/.test(url) ? { kind: "url", url, token: draft.token || undefined } : null;
  const { accessKey, secretKey } = draft;
  if (!/^s3:\/\/[^/]+\/./.test(url) || Boolean(accessKey) !== Boolean(secretKey)) return null;
  return {
    kind: "s3",
    url,
    endpoint: draft.endpoint.trim() || undefined,
    region: draft.region.trim() || undefined,
    keys: accessKey ? { accessKey, secretKey } : undefined,
  };
}

/** A name for the dataset, of the last part of its address. */
export function nameOf({ url }: AddressDraft): string {
  const path = url
    .trim()
    .replace(/^[a-z0-9]+:\/\/[^/]*/i, "")
    .replace(/[?#].*$/, "");
  return suggestName(path.split("/").filter(Boolean).at(-1) ?? "");
}
