import type { CellSync, LanguageCallName, LanguageInput, LanguageOutput, LanguageTelling } from "./protocol";
import type { PackageTypes, TypeBundle } from "./type-bundle";

type Question = Exclude<LanguageCallName, LanguageTelling>;

/**
 * Whoever knows the types of a notebook's cells. Offsets in and out are those of a cell's own text. Another version of the
 * compiler, or another checker, is another implementation of this.
 */
export interface LanguageEngine extends LanguageAnswers {
  addTypes(bundle: TypeBundle): void;
  /** The declarations of the notebook's `npm:` packages, by the specifier that cells write. */
  setPackages(packages: ReadonlyMap<string, PackageTypes>): void;
  /** Names that `secrets.get` completes. */
  setSecrets(names: readonly string[]): void;
  sync(change: CellSync): void;
  /** Called when a question ended in a RangeError, before it is asked once more. */
  recover(): void;
}

export type LanguageAnswers = { [N in Question]: (input: LanguageInput<N>) => LanguageOutput<N> };
