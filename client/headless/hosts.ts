import { BlobTransfer } from "@/components/notebook/blob-transfer";
import { PageKernelHost, type PageKernelHostOptions } from "@/components/notebook/kernel-host";
import { QuireError } from "@/lib/protocol/errors";
import { type HostCallName, hostCalls, type HostInput, type HostOutput, type KernelHost } from "@/lib/protocol/host";
import type { OutputChunk } from "@/lib/protocol/output";
import { secretValueSchema } from "@/lib/secrets/secret-name";
import { createQuireClient, type QuireClient } from "../client";
import type { Environment, RunOptions } from "./options";

const wants: Record<string, string> = {
  datasets: "a dataset",
  runs: "the record of runs",
  models: "a model",
  packages: "a package of the npm registry",
  checkpoints: "a place for its checkpoints",
};

const VARIABLE = "QUIRE_SECRET_";

/** The secrets of a script are variables: `QUIRE_SECRET_WEATHER_KEY` is `WEATHER_KEY`. They go before those of a server. */
export class VariableSecrets implements KernelHost {
  constructor(
    private readonly env: Environment,
    private readonly next: KernelHost,
  ) {}

  call<N extends HostCallName>(
    name: N,
    input: HostInput<N>,
    executionId: string,
    show?: (chunk: OutputChunk) => void,
  ): Promise<HostOutput<N>> {
    const secret = name === "secrets.get" && "name" in input ? input.name : undefined;
    const value = secret === undefined ? undefined : this.env[VARIABLE + secret];
    if (value === undefined) return this.next.call(name, input, executionId, show);
    const checked = secretValueSchema.safeParse(value);
    const problem = `The variable ${VARIABLE}${secret} cannot be used: ${checked.error?.issues[0]?.message}`;
    if (!checked.success) return Promise.reject(new QuireError("BAD_REQUEST", problem));
    return Promise.resolve(hostCalls["secrets.get"].output.parse({ name: secret, value }) as HostOutput<N>);
  }
}

/** Without a server there is nothing to ask: the cell that asks is told what to do. */
export const localHost: KernelHost = {
  call: (name, input) => {
    if (name === "secrets.get" && "name" in input) {
      const words = `This cell needs the secret "${input.name}". Give it as the variable ${VARIABLE}${input.name}, or run the notebook with --server URL --token TOKEN.`;
      return Promise.reject(new QuireError("UNAVAILABLE", words));
    }
    // A sweep goes without a record: its kernel keeps what it needs.
    if (name === "sweeps.open") return Promise.resolve(hostCalls[name].output.parse(null) as HostOutput<typeof name>);
    const what = wants[name.split(".")[0] ?? ""] ?? "something";
    const message = `This cell needs ${what} of a Quire server, and the notebook runs without one. Run it with --server URL --token TOKEN.`;
    return Promise.reject(new QuireError("UNAVAILABLE", message));
  },
};

type ServerOptions = NonNullable<RunOptions["server"]>;
type Facts = Omit<PageKernelHostOptions, "api" | "workspace" | "notebookId" | "blobs">;

/** The workspace that is meant, by name or because the token opens no other. */
export async function workspaceOf(api: QuireClient, wanted: string | null): Promise<string> {
  if (wanted !== null) return wanted;
  const slugs = (await api.people.workspaces.query()).map(({ slug }) => slug);
  if (slugs.length === 1 && slugs[0]) return slugs[0];
  throw new QuireError(
    "BAD_REQUEST",
    slugs.length === 0
      ? "The token opens no workspace."
      : `The token opens several workspaces. Name one: --workspace ${slugs.join(" | ")}`,
  );
}

/**
 * What a notebook's page grants its kernel, with a token. A run belongs to a notebook: where none is named, the file becomes
 * one when its first run starts.
 */
export class ServerHost implements KernelHost {
  readonly #host: PageKernelHost;
  #bound: Promise<void> | null = null;

  private constructor(
    /** The host reads it at each call: the notebook is named when it is known. */
    private readonly options: PageKernelHostOptions,
    private readonly importFile: () => Promise<string>,
  ) {
    this.#host = new PageKernelHost(options);
    if (options.notebookId !== "") this.#bound = Promise.resolve();
  }

  static async open(
    { url, token, workspace: wanted, notebookId }: ServerOptions,
    facts: Facts,
    file: { name: string; text: string },
    say: (line: string) => void,
  ): Promise<ServerHost> {
    const api = createQuireClient({ url, token });
    const workspace = await workspaceOf(api, wanted);
    const blobs = new BlobTransfer(workspace, { url, token });
    return new ServerHost({ ...facts, api, workspace, notebookId: notebookId ?? "", blobs }, async () => {
      const { id } = await api.notebooks.import.mutate({ workspace, ...file });
      say(`The run belongs to ${url}/w/${workspace}/notebooks/${id}`);
      return id;
    });
  }

  async call<N extends HostCallName>(
    name: N,
    input: HostInput<N>,
    executionId: string,
    show?: (chunk: OutputChunk) => void,
  ): Promise<HostOutput<N>> {
    if (name === "runs.start" || name === "sweeps.open") await (this.#bound ??= this.#bind());
    return this.#host.call(name, input, executionId, show);
  }

  async #bind(): Promise<void> {
    this.options.notebookId = await this.importFile();
  }
}
