function store(): Map<string, unknown> {
  return ((globalThis as { quireEditor?: Map<string, unknown> }).quireEditor ??= new Map<string, unknown>());
}

/** What there is one of in a page, whatever hot reload does to modules. */
export function onPage<T>(name: string, make: () => T): T {
  if (!store().has(name)) store().set(name, make());
  // Each name is used with one type, by the one module that owns it.
  return store().get(name) as T;
}

/** The next one who asks makes it anew. */
export const forgetOnPage = (name: string): void => void store().delete(name);
