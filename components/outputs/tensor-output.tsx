import { useEffect, useRef } from "react";
import type { TensorDisplay } from "@/lib/kernel/display/tensor";
import { count, metric } from "@/lib/format/number";
import { plainOf } from "@/lib/protocol/output";
import { bytesOf } from "./bundle-actions";
import { useOutputActions } from "./output-actions";
import type { RendererProps } from "./renderer-props";

type Stats = NonNullable<TensorDisplay["stats"]>;

/** A tensor by its shape, type and numbers; as a picture or a heat map where it is one. */
export default function TensorOutput({ value, bundle }: RendererProps<TensorDisplay>) {
  const { dtype, shape, size, stats, head, matrix, heat, image } = value;
  useOutputActions({
    copy: () => plainOf(bundle),
    save: () =>
      image
        ? { name: "tensor.png", type: "image/png", data: bytesOf(image) }
        : { name: "tensor.json", type: "application/json", data: JSON.stringify(value, null, 2) },
  });
  return (
    <div className="flex flex-wrap items-start gap-x-6 gap-y-3">
      {image && <Picture image={image} shape={shape} />}
      {!image && matrix && <HeatMap values={matrix} rows={shape[0] ?? 0} columns={shape[1] ?? 0} stats={stats} />}
      {!image && !matrix && heat && <HeatMap {...heat} stats={stats} />}
      <div className="min-w-0 flex-1 basis-64 text-[13px] leading-5">
        <p>
          <span className="font-medium">Tensor</span> <span className="font-mono">[{shape.join(" × ")}]</span>{" "}
          <span className="text-muted">{dtype}</span>
          <span className="text-faint"> · {count(size)} values</span>
        </p>
        {stats && <Statistics stats={stats} />}
        {stats?.histogram && <Histogram bins={stats.histogram} min={Number(stats.min)} max={Number(stats.max)} />}
        {!image && !matrix && head.length > 0 && (
          <p className="mt-1 truncate font-mono text-xs leading-5 text-muted">
            {head
              .slice(0, 16)
              .map((one) => (typeof one === "number" ? metric(one) : String(one)))
              .join("  ")}
            {size > 16 && " …"}
          </p>
        )}
      </div>
    </div>
  );
}

function Statistics({ stats }: { stats: Stats }) {
  return (
    <dl className="mt-1 flex flex-wrap gap-x-4 font-mono text-xs leading-5 tabular-nums">
      {(["min", "mean", "max", "std"] as const).map((name) => (
        <div key={name} className="flex gap-1.5">
          <dt className="text-faint">{name}</dt>
          <dd>{metric(Number(stats[name]))}</dd>
        </div>
      ))}
      {stats.nans > 0 && <div className="text-warn">{count(stats.nans)} NaN</div>}
      {stats.infinities !== undefined && <div className="text-warn">{count(stats.infinities)} infinite</div>}
    </dl>
  );
}

const WIDTH = 192;
const HEIGHT = 28;

/** How the values lie between the least and the greatest. */
function Histogram({ bins, min, max }: { bins: readonly number[]; min: number; max: number }) {
  const highest = Math.max(1, ...bins);
  const step = WIDTH / bins.length;
  return (
    <svg
      width={WIDTH}
      height={HEIGHT + 1}
      role="img"
      aria-label={`Distribution of the values from ${metric(min)} to ${metric(max)}`}
      className="mt-1 block text-accent"
    >
      {bins.map((value, index) => {
        const height = value === 0 ? 0 : Math.max(1, (value / highest) * HEIGHT);
        return (
          <rect
            key={index}
            x={index * step}
            y={HEIGHT - height}
            width={step - 1}
            height={height}
            fill="currentColor"
            opacity={0.55}
          />
        );
      })}
      <rect y={HEIGHT} width={WIDTH} height={1} fill="var(--line-strong)" />
    </svg>
  );
}

/** Small pictures are enlarged by whole pixels, so that each value can be seen. */
function Picture({ image, shape }: { image: string; shape: readonly number[] }) {
  const batch = shape.length === 4;
  const [height = 1, width = 1] = batch ? shape.slice(1) : shape;
  const scale = Math.max(1, Math.floor((batch ? 48 : 128) / Math.max(height, width)));
  return (
    <img
      ref={(element) => {
        // The size of a sheet of pictures is known by the picture alone.
        if (element) element.style.zoom = String(scale);
      }}
      src={`data:image/png;base64,${image}`}
      alt={
        batch
          ? `The first pictures of ${shape[0]}, each ${width} by ${height} pixels`
          : `Picture, ${width} by ${height} pixels`
      }
      className="max-w-full"
      style={{ imageRendering: scale > 1 ? "pixelated" : "auto" }}
    />
  );
}

interface HeatMapProps {
  values: readonly unknown[];
  rows: number;
  columns: number;
  of?: string;
  stats: Stats | undefined;
}

/** From page to accent, so that it reads in both themes. With values on both sides of zero, amber is below it. */
function HeatMap({ values, rows, columns, of, stats }: HeatMapProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [min, max] = [Number(stats?.min ?? 0), Number(stats?.max ?? 1)];
  const side = Math.max(2, Math.min(16, Math.floor(192 / Math.max(rows, columns))));
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context) return;
    const picture = context.createImageData(columns, rows);
    values.forEach((cell, index) => picture.data.set(heatColor(Number(cell), min, max), index * 4));
    context.putImageData(picture, 0, 0);
  }, [values, rows, columns, min, max]);
  return (
    <figure>
      <canvas
        ref={canvas}
        width={columns}
        height={rows}
        role="img"
        aria-label={`Heat map of ${rows} by ${columns} values from ${metric(min)} to ${metric(max)}`}
        className="max-w-full border border-line"
        style={{ width: columns * side, height: rows * side, imageRendering: "pixelated" }}
      />
      {of !== undefined && <figcaption className="mt-0.5 font-mono text-xs text-faint">[{of}]</figcaption>}
    </figure>
  );
}

const TEAL = [20, 155, 173];
const AMBER = [194, 122, 3];

function heatColor(value: number, min: number, max: number): number[] {
  if (!Number.isFinite(value)) return [0, 0, 0, 0];
  if (min < 0 && max > 0) {
    const share = Math.abs(value) / Math.max(-min, max);
    return [...(value < 0 ? AMBER : TEAL), Math.round(255 * share)];
  }
  return [...TEAL, Math.round((255 * (value - min)) / (max - min || 1))];
}
