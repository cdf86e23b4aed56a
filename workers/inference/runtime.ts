import type { ModelBytes, ModelForm } from "@/lib/serving/pool-protocol";
import type { Tensor } from "@/lib/serving/tensor";

/** A model in memory, ready to answer. Inputs and outputs come in the model's own order. */
export interface LoadedModel {
  form: ModelForm;
  run(inputs: readonly Tensor[]): Promise<Tensor[]>;
  dispose(): Promise<void>;
}

/** One way to run models. Throws a ModelError for a file that it cannot use. */
export interface Runtime {
  load(model: ModelBytes): Promise<LoadedModel>;
}

/** The file cannot be used; the message says why, for the person who brought it. */
export class ModelError extends Error {
  override name = "ModelError";
}

/** The model cannot compute these inputs. */
export class InputError extends Error {
  override name = "InputError";
}

/** The part of a library's message that a person can use: its first line, without C++ source locations. */
export function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split("\n")[0] ?? "").replace(/\/\S+\.(cc|cpp|h):\d+\s*/g, "").slice(0, 500);
}
