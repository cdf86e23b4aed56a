const clean = (name: string) => (name.split(/[\\/]/).at(-1) ?? "").replace(/[^\w. ()+-]+/g, "_").slice(0, 200);

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What a file from outside is called; only for messages and to tell formats apart, never a path. */
export function fileNameOf(disposition: string | undefined, url: URL): string {
  const star = /filename\*=(?:UTF-8'')?([^;]+)/i.exec(disposition ?? "")?.[1];
  const plain = /filename="?([^";]+)"?/i.exec(disposition ?? "")?.[1];
  const given = star === undefined ? plain : decoded(star.trim());
  return clean(given ?? "") || clean(decoded(url.pathname)) || url.hostname;
}
