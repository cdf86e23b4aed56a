import type { Signature } from "@/lib/protocol/model";

const shapeText = (shape: readonly number[]) =>
  shape.length === 0 ? "one value" : shape.map((size) => (size < 0 ? "any" : size)).join(" × ");

/** What the model takes and gives. */
export function SignatureTable({ signature }: { signature: Signature }) {
  const rows = [
    ...signature.inputs.map((spec) => ({ side: "takes", ...spec })),
    ...signature.outputs.map((spec, index) => ({
      side: "gives",
      ...spec,
      description: spec.description ?? (index === 0 ? signature.labels?.join(", ") : undefined),
    })),
  ];
  return (
    <table className="w-full border-collapse text-left">
      <thead>
        <tr className="text-xs text-faint">
          {["", "Name", "Shape", "Type", "Meaning"].map((header) => (
            <th key={header} scope="col" className="h-8 border-b border-line pr-4 font-medium max-sm:last:hidden">
              {header || <span className="sr-only">Side</span>}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={`${row.side} ${row.name}`} className="h-8 border-b border-line align-baseline">
            <td className="pr-4 text-muted">{row.side}</td>
            <td className="pr-4 font-mono [overflow-wrap:anywhere]">{row.name}</td>
            <td className="pr-4 font-mono whitespace-nowrap tabular-nums">{shapeText(row.shape)}</td>
            <td className="pr-4 font-mono">{row.dtype}</td>
            <td className="py-1.5 text-muted max-sm:hidden">{row.description}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
