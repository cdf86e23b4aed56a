import type { LanguageEngine } from "./engine";
import {
  type FromLanguage,
  isTelling,
  languageCalls,
  type LanguageCallName,
  type LanguageInput,
  type LanguageOutput,
  type LanguagePackage,
  type ToLanguage,
} from "./protocol";
import {
  packageTypesSchema,
  type PackageTypes,
  typeBundleSchema,
  type TypeManifest,
  typeManifestSchema,
} from "./type-bundle";

type Handlers = {
  [N in LanguageCallName]: (input: LanguageInput<N>) => LanguageOutput<N> | Promise<LanguageOutput<N>>;
};

/** Without the language's own declarations nothing sensible can be said. */
const BASE = "base";

/** The worker's logic: answers calls one by one, and loads the type bundles meanwhile. */
export class LanguageWorker {
  readonly #bundles = new Map<string, Promise<void>>();
  #packageRounds = 0;
  #manifest: TypeManifest = { bundles: [] };
  readonly #started: Promise<void>;
  #start: (typesUrl: string) => void = () => undefined;

  /** By specifier; a package whose types did not come counts as having none. */
  readonly #packages = new Map<string, { url: string; types: Promise<PackageTypes> }>();

  constructor(
    readonly engine: LanguageEngine,
    readonly send: (message: FromLanguage) => void,
    readonly load: (url: string) => Promise<unknown>,
  ) {
    this.#started = new Promise((resolve) => {
      this.#start = (typesUrl) => resolve(this.#loadTypes(typesUrl));
    });
  }

  receive(message: ToLanguage): void {
    if (message.type === "start") this.#start(message.typesUrl);
    else if (message.type === "ping") this.send({ type: "pong" });
    else void this.#answer(message.id, message.name, message.input);
  }

  async #answer(id: number, name: LanguageCallName, input: unknown): Promise<void> {
    try {
      this.send({ type: "reply", id, output: await this.#call(name, input) });
    } catch (error) {
      this.send({ type: "failure", id, message: error instanceof Error ? error.message : String(error) });
    }
  }

  async #call<N extends LanguageCallName>(name: N, input: unknown): Promise<LanguageOutput<N>> {
    const handle: Handlers[N] = this.#handlers[name];
    const parsed = languageCalls[name].input.parse(input) as LanguageInput<N>;
    // Answers wait for the declarations they speak of.
    if (!isTelling(name)) await this.#started;
    try {
      return await handle(parsed);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.engine.recover();
      return handle(parsed);
    }
  }

  readonly #handlers: Handlers = {
    sync: (input) => {
      this.engine.sync(input);
      return null;
    },
    packages: async ({ packages }) => {
      await this.#loadPackages(packages);
      return null;
    },
    secrets: ({ names }) => {
      this.engine.setSecrets(names);
      return null;
    },
    diagnostics: async (input) => {
      await Promise.all([...this.#bundles.values()]);
      return this.engine.diagnostics(input);
    },
    completions: (input) => this.engine.completions(input),
    completionDetails: (input) => this.engine.completionDetails(input),
    hover: (input) => this.engine.hover(input),
    signatureHelp: (input) => this.engine.signatureHelp(input),
    definitions: (input) => this.engine.definitions(input),
    references: (input) => this.engine.references(input),
    highlights: (input) => this.engine.highlights(input),
    renameTarget: (input) => this.engine.renameTarget(input),
    rename: (input) => this.engine.rename(input),
    quickFixes: (input) => this.engine.quickFixes(input),
  };

  /** Resolves when the base is there; the libraries come after it, side by side. */
  async #loadTypes(typesUrl: string): Promise<void> {
    try {
      this.#manifest = typeManifestSchema.parse(await this.load(`${typesUrl}/manifest.json`));
    } catch (error) {
      return this.#failed("the list of types", error);
    }
    for (const { name, file } of this.#manifest.bundles)
      this.#bundles.set(name, this.#loadBundle(name, `${typesUrl}/${file}`));
    await this.#bundles.get(BASE);
  }

  async #loadBundle(name: string, url: string): Promise<void> {
    try {
      this.engine.addTypes(typeBundleSchema.parse(await this.load(url)));
      this.send({ type: "typesLoaded", bundle: name });
    } catch (error) {
      this.#failed(`the types of ${name}`, error);
    }
  }

  /** Those that are known already are not loaded again; those that the notebook dropped are forgotten. */
  async #loadPackages(wanted: readonly LanguagePackage[]): Promise<void> {
    for (const [specifier, { url }] of this.#packages)
      if (!wanted.some((one) => one.specifier === specifier && one.url === url)) this.#packages.delete(specifier);
    for (const { specifier, url } of wanted)
      if (!this.#packages.has(specifier))
        this.#packages.set(specifier, { url, types: this.#loadPackage(specifier, url) });
    const round = ++this.#packageRounds;
    const loaded = await Promise.all(
      [...this.#packages].map(async ([specifier, { types }]) => [specifier, await types] as const),
    );
    // A later list has come meanwhile, and says it all.
    if (round !== this.#packageRounds) return;
    this.engine.setPackages(new Map(loaded));
    this.send({ type: "typesLoaded", bundle: "packages" });
  }

  async #loadPackage(specifier: string, url: string): Promise<PackageTypes> {
    try {
      return packageTypesSchema.parse(await this.load(url));
    } catch (error) {
      this.#failed(`the types of ${specifier}`, error);
      return { files: {}, entry: null };
    }
  }

  #failed(what: string, error: unknown): void {
    this.send({
      type: "typesFailed",
      message: `Could not load ${what}: ${error instanceof Error ? error.message : String(error)}`,
    });
  }
}
