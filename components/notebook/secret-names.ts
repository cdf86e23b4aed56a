import type { SecretSource } from "@/components/editor/language-feed";
import type { Api } from "@/components/trpc/client";
import type { RouterOutputs } from "@/components/trpc/types";

type Listed = Pick<RouterOutputs["secrets"]["list"][number], "name" | "mayUse" | "notebookIds">;

/** Those that the server would give to this person's kernel here. */
export const usableHere = (secrets: readonly Listed[], notebookId: string): string[] =>
  secrets
    .filter(({ mayUse, notebookIds }) => mayUse && (notebookIds === null || notebookIds.includes(notebookId)))
    .map(({ name }) => name);

/** Names for completion. They change in the settings, where people go by another tab: coming back asks again. */
export class SecretNames implements SecretSource {
  #names: readonly string[] = [];
  readonly #listeners = new Set<() => void>();

  constructor(
    private readonly api: Api,
    private readonly workspace: string,
    private readonly notebookId: string,
  ) {
    document.addEventListener("visibilitychange", this.#look);
    this.#look();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getSnapshot = (): readonly string[] => this.#names;

  destroy(): void {
    document.removeEventListener("visibilitychange", this.#look);
    this.#listeners.clear();
  }

  readonly #look = (): void => {
    if (document.visibilityState !== "visible") return;
    this.api.secrets.list.query({ workspace: this.workspace }).then(
      (listed) => {
        this.#names = usableHere(listed, this.notebookId);
        for (const listener of this.#listeners) listener();
      },
      // Cells run without it, and the next visit asks again.
      () => undefined,
    );
  };
}
