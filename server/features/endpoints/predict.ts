import { QuireError } from "@/lib/protocol/errors";
import type { Signature } from "@/lib/protocol/model";
import { readExamples, readPredict, writeClassify, writePredict, writeRegress } from "@/lib/serving/predict-form";
import type { Tensor } from "@/lib/serving/tensor";
import type { App } from "@/server/app";
import type { ServedNumber } from "./directory";

export const verbs = ["predict", "classify", "regress"] as const;
export type Verb = (typeof verbs)[number];

type Compute = (inputs: Tensor[]) => Promise<Tensor[]>;

const forms: Record<Verb, (body: unknown, signature: Signature, compute: Compute) => Promise<string>> = {
  async predict(body, signature, compute) {
    const { form, inputs } = readPredict(body, signature);
    return writePredict(form, await compute(inputs), signature);
  },
  async classify(body, signature, compute) {
    return writeClassify(await compute(readExamples(body, signature)), signature);
  },
  async regress(body, signature, compute) {
    return writeRegress(await compute(readExamples(body, signature)));
  },
};

/** The answer of that version to a request's body, as JSON text in TensorFlow Serving's form. */
export function answer(app: Pick<App, "inference">, version: ServedNumber, verb: Verb, body: unknown): Promise<string> {
  return forms[verb](body, version.signature, async (inputs) => {
    const outputs = await app.inference.predict(version, inputs);
    if (outputs.length !== version.signature.outputs.length)
      throw new QuireError("INTERNAL", "The model gave another number of outputs than its signature names.");
    return outputs;
  });
}
