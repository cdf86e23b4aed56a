import type { Signature, TensorSpec } from "@/lib/protocol/model";

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** A row that the model takes: the signature's example, or zeros where it has none. */
export function exampleRow({ inputs, example }: Signature): Json {
  if (example !== undefined) return example;
  const [only] = inputs;
  if (inputs.length === 1 && only) return zeros(only);
  return Object.fromEntries(inputs.map((spec) => [spec.name, zeros(spec)]));
}

const nothing: Record<TensorSpec["dtype"], Json> = { float32: 0, int32: 0, bool: false, string: "" };

function zeros(spec: TensorSpec): Json {
  const build = (shape: readonly number[]): Json => {
    const [size, ...rest] = shape;
    return size === undefined ? nothing[spec.dtype] : Array.from({ length: Math.max(1, size) }, () => build(rest));
  };
  return build(spec.shape.slice(1));
}

export interface Call {
  /** `https://host`, without a slash at its end. */
  origin: string;
  name: string;
  /** Null when it is not known any more: the snippet then reads QUIRE_KEY from the environment. */
  key: string | null;
  row: Json;
}

const address = ({ origin, name }: Call) => `${origin}/v1/models/${name}:predict`;
const body = ({ row }: Call) => JSON.stringify({ instances: [row] });

/** For a POSIX shell: what single quotes hold is taken as it is. */
const quoteForShell = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;

export function curlLine(call: Call): string {
  const authorization =
    call.key === null ? '"Authorization: Bearer $QUIRE_KEY"' : `'Authorization: Bearer ${call.key}'`;
  return `curl ${address(call)} \\\n  -H ${authorization} \\\n  -d ${quoteForShell(body(call))}`;
}

export function typescriptCall(call: Call): string {
  const bearer = call.key === null ? "`Bearer ${process.env.QUIRE_KEY}`" : JSON.stringify(`Bearer ${call.key}`);
  return `const response = await fetch(${JSON.stringify(address(call))}, {
  method: "POST",
  headers: { authorization: ${bearer} },
  body: JSON.stringify(${body(call)}),
});
console.log(await response.json());`;
}

/** Only the standard library. */
export function pythonCall(call: Call): string {
  const bearer = call.key === null ? '"Bearer " + os.environ["QUIRE_KEY"]' : JSON.stringify(`Bearer ${call.key}`);
  return `import json${call.key === null ? ", os" : ""}, urllib.request

request = urllib.request.Request(
    ${JSON.stringify(address(call))},
    data=json.dumps(${pythonLiteral({ instances: [call.row] })}).encode(),
    headers={"Authorization": ${bearer}},
)
print(json.load(urllib.request.urlopen(request)))`;
}

function pythonLiteral(value: Json): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Array.isArray(value)) return `[${value.map(pythonLiteral).join(", ")}]`;
  if (typeof value === "object")
    return `{${Object.entries(value)
      .map(([key, item]) => `${JSON.stringify(key)}: ${pythonLiteral(item)}`)
      .join(", ")}}`;
  return JSON.stringify(value);
}
