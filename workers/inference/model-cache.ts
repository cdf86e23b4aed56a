import type { LoadedModel } from "./runtime";

/** Keeps the models used last, within a number and a size. */
export class ModelCache {
  readonly #models = new Map<string, { model: LoadedModel; bytes: number }>();

  constructor(
    private readonly maxModels: number,
    private readonly maxBytes: number,
  ) {}

  get(key: string): LoadedModel | undefined {
    const entry = this.#models.get(key);
    if (!entry) return undefined;
    this.#models.delete(key);
    this.#models.set(key, entry);
    return entry.model;
  }

  /** Lets go of those unused for longest until the new one fits; a single model may be larger than the limit. */
  async add(key: string, model: LoadedModel, bytes: number): Promise<void> {
    await this.#drop(key);
    this.#models.set(key, { model, bytes });
    for (const oldest of [...this.#models.keys()]) {
      if (oldest === key || !this.#isOverfull()) return;
      await this.#drop(oldest);
    }
  }

  #isOverfull(): boolean {
    const bytes = [...this.#models.values()].reduce((sum, entry) => sum + entry.bytes, 0);
    return this.#models.size > this.maxModels || bytes > this.maxBytes;
  }

  async #drop(key: string): Promise<void> {
    const entry = this.#models.get(key);
    this.#models.delete(key);
    await entry?.model.dispose();
  }
}
