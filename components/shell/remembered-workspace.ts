const key = "quire:workspace";

/** The workspace last looked at in this browser. A convenience: storage may be refused. */
export function rememberedWorkspace(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function rememberWorkspace(slug: string): void {
  try {
    localStorage.setItem(key, slug);
  } catch {
    // Private windows refuse storage; the first workspace opens instead.
  }
}
