import { z } from "zod";
import { QuireError } from "@/lib/protocol/errors";
import type { Signature, TensorSpec } from "@/lib/protocol/model";
import { writeFloat, writeNested } from "./loose-json";
import { isBytes, readTensor } from "./read-tensor";
import type { Tensor } from "./tensor";

/** TensorFlow Serving's two forms of a prediction: a list of rows, or a column an input. */
export type PredictForm = "row" | "columnar";

export interface PredictRequest {
  form: PredictForm;
  /** In the order of the signature. */
  inputs: Tensor[];
}

export const SIGNATURE_NAME = "serving_default";

const bodySchema = z.looseObject({ signature_name: z.string().optional() });

type Named = Record<string, unknown>;

const isNamed = (value: unknown): value is Named =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !isBytes(value);

const bad = (message: string) => new QuireError("BAD_REQUEST", message);

function parseBody(body: unknown): Named {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success || Array.isArray(body))
    throw bad('The body must be a JSON object, such as {"instances": [...]}.');
  const name = parsed.data.signature_name;
  if (name !== undefined && name !== "" && name !== SIGNATURE_NAME)
    throw bad(`There is no signature "${name}"; the only one is "${SIGNATURE_NAME}".`);
  return parsed.data;
}

/** Reads the body of `:predict`. Throws a BAD_REQUEST that says what was expected. */
export function readPredict(body: unknown, signature: Signature): PredictRequest {
  const fields = parseBody(body);
  const hasRows = "instances" in fields;
  const hasColumns = "inputs" in fields;
  if (hasRows === hasColumns)
    throw bad(`The body must have either "instances" (rows) or "inputs" (columns)${hasRows ? ", not both" : ""}.`);
  return hasRows
    ? { form: "row", inputs: readRows(fields.instances, signature) }
    : { form: "columnar", inputs: checkRows(readColumns(fields.inputs, signature)) };
}

function readRows(instances: unknown, { inputs }: Signature): Tensor[] {
  if (!Array.isArray(instances) || instances.length === 0) throw bad('"instances" must be a list of at least one row.');
  const rows: unknown[] = instances;
  const only = inputs[0];
  if (inputs.length === 1 && only && !rows.some(isNamed)) return [readTensor(only, rows)];
  return inputs.map((spec) =>
    readTensor(
      spec,
      rows.map((row, index) => fieldOf(row, spec, index, inputs)),
    ),
  );
}

function fieldOf(row: unknown, spec: TensorSpec, index: number, inputs: readonly TensorSpec[]): unknown {
  const names = inputs.map((input) => `"${input.name}"`).join(", ");
  if (!isNamed(row)) throw bad(`Row ${index} of "instances" must be an object with the inputs ${names}.`);
  checkNames(row, inputs, `Row ${index}`);
  if (!(spec.name in row)) throw bad(`Row ${index} of "instances" lacks the input "${spec.name}". It needs ${names}.`);
  return row[spec.name];
}

function readColumns(value: unknown, { inputs }: Signature): Tensor[] {
  const only = inputs[0];
  if (inputs.length === 1 && only && !isNamed(value)) return [readTensor(only, value)];
  const names = inputs.map((input) => `"${input.name}"`).join(", ");
  if (!isNamed(value)) throw bad(`"inputs" must be an object with ${names}.`);
  checkNames(value, inputs, '"inputs"');
  return inputs.map((spec) => {
    if (!(spec.name in value)) throw bad(`"inputs" lacks "${spec.name}". It needs ${names}.`);
    return readTensor(spec, value[spec.name]);
  });
}

function checkNames(value: Named, inputs: readonly TensorSpec[], where: string): void {
  const unknown = Object.keys(value).find((key) => !inputs.some((input) => input.name === key));
  if (unknown !== undefined)
    throw bad(
      `${where} has an input "${unknown}" that the model does not take. It takes ${inputs.map((input) => `"${input.name}"`).join(", ")}.`,
    );
}

/** All inputs whose number of rows is free must agree on it, and there must be a row. */
function checkRows(tensors: Tensor[]): Tensor[] {
  const counts = tensors.filter((tensor) => tensor.shape.length > 0).map((tensor) => tensor.shape[0] ?? 0);
  if (counts.includes(0)) throw bad('"inputs" has no rows; at least one is needed.');
  if (new Set(counts).size > 1) throw bad(`The inputs have different numbers of rows: ${counts.join(", ")}.`);
  return tensors;
}

/** The answer as JSON text: numbers are written as short as a float32 allows, NaN and infinities bare. */
export function writePredict(form: PredictForm, outputs: readonly Tensor[], signature: Signature): string {
  return form === "row"
    ? `{"predictions":${writeRows(outputs, signature)}}`
    : `{"outputs":${writeColumns(outputs, signature)}}`;
}

const nameOf = (signature: Signature, index: number) =>
  JSON.stringify(signature.outputs[index]?.name ?? `output_${index}`);

function writeRows(outputs: readonly Tensor[], signature: Signature): string {
  const [first] = outputs;
  const rows = first?.shape[0];
  if (rows === undefined || outputs.some((output) => output.shape[0] !== rows))
    throw bad('The model does not give one answer a row. Ask in the columnar form: {"inputs": ...}.');
  if (outputs.length === 1 && first) return writeNested(first, first.shape);
  const row = (index: number) =>
    outputs.map((output, i) => `${nameOf(signature, i)}:${rowText(output, index)}`).join(",");
  return `[${Array.from({ length: rows }, (_, index) => `{${row(index)}}`).join(",")}]`;
}

function rowText(output: Tensor, index: number): string {
  const shape = output.shape.slice(1);
  return writeNested(output, shape, index * shape.reduce((size, n) => size * n, 1));
}

function writeColumns(outputs: readonly Tensor[], signature: Signature): string {
  const [first] = outputs;
  if (outputs.length === 1 && first) return writeNested(first, first.shape);
  return `{${outputs.map((output, i) => `${nameOf(signature, i)}:${writeNested(output, output.shape)}`).join(",")}}`;
}

/** Reads the body of `:classify` and `:regress`: examples as objects of named features. */
export function readExamples(body: unknown, signature: Signature): Tensor[] {
  const { examples, context } = parseBody(body);
  if (!Array.isArray(examples) || examples.length === 0)
    throw bad('"examples" must be a list of at least one object of features.');
  const shared = isNamed(context) ? context : {};
  const rows = examples.map((example, index) => {
    if (!isNamed(example)) throw bad(`Example ${index} must be an object of features by name.`);
    return { ...shared, ...example };
  });
  return readRows(rows, signature);
}

/** `{"results": [[[label, score], …], …]}`. */
export function writeClassify(outputs: readonly Tensor[], { labels }: Signature): string {
  const scores = onlyNumbers(outputs, "classify");
  const width = scores.data.length / (scores.shape[0] ?? 1);
  const rows = Array.from({ length: scores.shape[0] ?? 0 }, (_, row) => {
    const pairs = Array.from(
      { length: width },
      (_, i) => `[${JSON.stringify(labels?.[i] ?? "")},${writeFloat(Number(scores.data[row * width + i]))}]`,
    );
    return `[${pairs.join(",")}]`;
  });
  return `{"results":[${rows.join(",")}]}`;
}

/** `{"results": [value, …]}`, for a model that gives one number a row. */
export function writeRegress(outputs: readonly Tensor[]): string {
  const values = onlyNumbers(outputs, "regress");
  if (values.data.length !== values.shape[0])
    throw bad("This model gives more than one number a row; use :predict, or :classify for scores.");
  const numbers: ArrayLike<number | string> = values.data;
  return `{"results":[${Array.from(numbers, (value) => writeFloat(Number(value))).join(",")}]}`;
}

function onlyNumbers(outputs: readonly Tensor[], verb: string): Tensor {
  const [first] = outputs;
  if (!first || outputs.length !== 1 || first.dtype === "string" || first.shape.length === 0 || first.shape.length > 2)
    throw bad(`This model cannot ${verb}: that needs one output of numbers by row. Use :predict.`);
  return first;
}
