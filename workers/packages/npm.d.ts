/** The parts of npm that resolve and fetch; they bring no types. Only what is used. */
declare module "@npmcli/config" {
  export default class Config {
    constructor(options: {
      npmPath: string;
      definitions: unknown;
      shorthands: unknown;
      flatten: unknown;
      argv: string[];
      env: Readonly<Record<string, string>>;
      cwd: string;
      warn: boolean;
    });
    load(): Promise<void>;
    /** The options as pacote and arborist take them. */
    readonly flat: Readonly<Record<string, unknown>>;
  }
}
declare module "@npmcli/config/lib/definitions/index.js" {
  const all: { definitions: unknown; shorthands: unknown; flatten: unknown };
  export default all;
}
declare module "@npmcli/arborist" {
  export interface ArboristNode {
    readonly location: string;
    readonly packageName: string | null;
    readonly version: string;
    readonly integrity: string | null;
    readonly resolved: string | null;
    readonly optional: boolean;
    readonly package: { os?: unknown; cpu?: unknown };
    readonly edgesOut: Map<string, { to: ArboristNode | null }>;
  }
  export class Arborist {
    constructor(options: Readonly<Record<string, unknown>>);
    buildIdealTree(options: { add: string[] }): Promise<ArboristNode>;
  }
}
declare module "pacote" {
  import type { Readable } from "node:stream";
  const pacote: {
    tarball: {
      stream<T>(
        spec: string,
        handler: (stream: Readable) => Promise<T>,
        options: Readonly<Record<string, unknown>>,
      ): Promise<T>;
    };
  };
  export default pacote;
}
