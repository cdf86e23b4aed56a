/**
 * A package's bundle is an ES module that imports nothing and ends by exporting its namespace. The kernels evaluate it as the
 * body of a function: Node cannot import from memory, and a browser could never let go of what it imported so.
 */

/** The one free name of a bundle: modules that belong to the kernel, by name. */
export const SHARED_MODULES = "__quireShared";

const ending = /export\s*\{\s*([\w$]+)\s+as\s+default\s*\}\s*;?\s*$/;

/** What would tell a package in which host it runs: it is to do the same in both. */
const hidden = [
  "process",
  "Buffer",
  "require",
  "module",
  "exports",
  "__filename",
  "__dirname",
  "setImmediate",
  "clearImmediate",
];

/** JavaScript that evaluates to `(shared) => Promise<namespace>`. */
export function toFunction(bundle: string, label: string): string {
  const end = ending.exec(bundle);
  const name = end?.[1];
  if (!end || name === undefined) throw new Error(`The bundle of ${label} does not end as bundles do.`);
  return `(function (${SHARED_MODULES}, ${hidden.join(", ")}) { return (async () => { "use strict"; ${bundle.slice(0, end.index)}
return { default: ${name} };
})(); })
//# sourceURL=${label}`;
}

/** Whether it asks for a module of the kernel. */
export const usesShared = (bundle: string): boolean => bundle.includes(SHARED_MODULES);
