/** Where a page finds its kernel, and what that may do: the answer of the procedure `kernel.place`. */
export interface KernelPlace {
  /** Folder on the sandbox site, with a slash at its end; null where the server has none. */
  site: string | null;
  /** The same on the app's own address, for a closed frame. */
  fallback: string;
  /** Whether the workspace lets cells reach any host. */
  allowFetch: boolean;
  allowSoftwareAdapter: boolean;
}
