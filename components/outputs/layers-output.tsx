import { useMemo } from "react";
import { count, counted } from "@/lib/format/number";
import type { Layers } from "@/lib/kernel/display/layers-shape";
import { layOut, type PlacedLayer } from "./layer-graph";
import type { RendererProps } from "./renderer-props";

/** A model by its layers: what each gives on, how much it learns, and which feeds which. */
export default function LayersOutput({ value }: RendererProps<Layers>) {
  const { layers } = value;
  const graph = useMemo(() => layOut(layers), [layers]);
  const all = layers.reduce((sum, { params }) => sum + params, 0);
  const fixed = layers.reduce((sum, { params, trainable }) => sum + (trainable ? 0 : params), 0);
  const most = Math.max(1, ...layers.map(({ params }) => params));
  return (
    <figure>
      <figcaption className="mb-1 text-[13px] leading-5">
        <span className="font-medium">{value.name}</span>{" "}
        <span className="text-faint">
          · {counted(layers.length, "layer")} · {counted(all, "parameter")}
          {fixed > 0 && ` (${count(fixed)} fixed)`}
        </span>
      </figcaption>
      <div
        role="region"
        aria-label={`Layers of ${value.name}`}
        tabIndex={0}
        className="flex max-h-(--output-height,420px) items-start overflow-auto rounded-sm"
      >
        <Graph graph={graph} />
        <table className="border-collapse text-[13px]">
          <thead className="sr-only">
            <tr>
              {["Layer", "Type", "Output shape", "Parameters"].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {layers.map((layer) => (
              <tr key={layer.name} style={{ height: graph.rowHeight }}>
                <td className="pr-4 font-medium whitespace-nowrap">{layer.type}</td>
                <td className="pr-4 whitespace-nowrap text-muted">{layer.name}</td>
                <td className="pr-6 font-mono text-xs whitespace-nowrap text-muted">{layer.shape}</td>
                <td className="text-right whitespace-nowrap tabular-nums">
                  {layer.params > 0 ? count(layer.params) : <span className="text-faint">–</span>}
                </td>
                <td className="w-24 pl-3">
                  <div
                    aria-hidden
                    className={layer.trainable ? "h-1 rounded-full bg-accent" : "h-1 rounded-full bg-line-strong"}
                    style={{ width: `${(layer.params / most) * 100}%` }}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}

/** One node a row, level with the row of its layer; branches stand beside one another. */
function Graph({ graph }: { graph: ReturnType<typeof layOut> }) {
  const { placed, edges, width, height } = graph;
  return (
    <svg
      width={width}
      height={height}
      role="img"
      aria-label={`Graph of ${counted(placed.length, "layer")} and ${counted(edges.length, "connection")}`}
      className="mr-3 shrink-0"
    >
      {edges.map(({ from, to }, index) => (
        <path key={index} d={curve(from, to)} fill="none" stroke="var(--line-strong)" strokeWidth={1.5} />
      ))}
      {placed.map(({ name, x, y, learns }) => (
        <circle
          key={name}
          cx={x}
          cy={y}
          r={4}
          fill={learns ? "var(--accent)" : "var(--page)"}
          stroke="var(--accent)"
          strokeWidth={1.5}
        >
          <title>{name}</title>
        </circle>
      ))}
    </svg>
  );
}

function curve(from: PlacedLayer, to: PlacedLayer): string {
  if (from.x === to.x && to.row === from.row + 1) return `M${from.x},${from.y}V${to.y}`;
  // A way past the layers between: out to the side of the one that stands further out.
  const bend = from.x === to.x ? from.x + Math.min(24, 6 + (to.row - from.row) * 2) : to.x;
  const middle = (from.y + to.y) / 2;
  return from.x === to.x
    ? `M${from.x},${from.y}C${bend},${from.y + 12} ${bend},${to.y - 12} ${to.x},${to.y}`
    : `M${from.x},${from.y}C${from.x},${middle} ${bend},${middle} ${to.x},${to.y}`;
}
