import { CellLanguageService } from "./typescript/cell-service";
import {
  type FromLanguage,
  languageCalls,
  type LanguageCallName,
  type LanguageInput,
  type LanguageOutput,
  type ToLanguage,
} from "./protocol";
import { typeBundleSchema, type TypeManifest, typeManifestSchema } from "./type-bundle";

type Handlers = {
  [N in LanguageCallName]: (input: LanguageInput<N>) => LanguageOutput<N> | Promise<LanguageOutput<N>>;
};

/** Without the language's own declarations nothing sensible can be said. */
const BASE = "base";

/** The worker's logic: answers calls one by one, and loads the type bundles meanwhile. */
export class LanguageWorker {
  readonly #service = new CellLanguageService();
  readonly #bundles = new Map<string, Promise<void>>();
  #manifest: TypeManifest = { bundles: [] };
  readonly #started: Promise<void>;
  #start: (typesUrl: string) => void = () => undefined;

  constructor(
    readonly send: (message: FromLanguage) => void,
    readonly load: (url: string) => Promise<unknown>,
  ) {
    this.#started = new Promise((resolve) => {
      this.#start = (typesUrl) => resolve(this.#loadTypes(typesUrl));
    });
  }

  receive(message: ToLanguage): void {
    if (message.type === "start") this.#start(message.typesUrl);
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
    // Texts are taken at once and in order; answers wait for the declarations they speak of.
    if (name !== "sync") await this.#started;
    try {
      return await handle(parsed);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#service.recover();
      return handle(parsed);
    }
  }

  readonly #handlers: Handlers = {
    sync: (input) => {
      this.#service.sync(input);
      return null;
    },
    completions: (input) => this.#service.completions(input),
    completionDetails: (input) => this.#service.completionDetails(input),
    hover: (input) => this.#service.hover(input),
    signatureHelp: (input) => this.#service.signatureHelp(input),
    diagnostics: async ({ cellIds }) => {
      await Promise.all([...this.#bundles.values()]);
      return this.#service.diagnostics(cellIds);
    },
    definitions: (input) => this.#service.definitions(input),
    references: (input) => this.#service.references(input),
    highlights: (input) => this.#service.highlights(input),
    renameTarget: (input) => this.#service.renameTarget(input),
    rename: (input) => this.#service.rename(input),
    format: (input) => this.#service.format(input),
    quickFixes: (input) => this.#service.quickFixes(input),
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
      this.#service.addTypes(typeBundleSchema.parse(await this.load(url)));
      this.send({ type: "typesLoaded", bundle: name });
    } catch (error) {
      this.#failed(`the types of ${name}`, error);
    }
  }

  #failed(what: string, error: unknown): void {
    this.send({
      type: "typesFailed",
      message: `Could not load ${what}: ${error instanceof Error ? error.message : String(error)}`,
    });
  }
}
