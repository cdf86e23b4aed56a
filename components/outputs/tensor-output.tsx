import { useEffect, useRef } from "react";
import type { TensorDisplay } from "@/lib/kernel/display/tensor";
import { count, metric } from "@/lib/format/number";
import type { RendererProps } from "./renderer-props";

/** A tensor by its shape, type and numbers; as a picture or a heat map where it is one. */
export default function TensorOutput({ value }: RendererProps<TensorDisplay>) {
  const { dtype, shape, size, stats, head, matrix, image } = value;
  return (
    <div className="flex flex-wrap items-start gap-x-6 gap-y-3">
      {image && <Picture image={image} shape={shape} />}
      {!image && matrix && (
        <HeatMap matrix={matrix} shape={shape} min={Number(stats?.min ?? 0)} max={Number(stats?.max ?? 1)} />
      )}
      <div className="min-w-0 flex-1 basis-64 text-[13px] leading-5">
        <p>
          <span className="font-medium">Tensor</span> <span className="font-mono">[{shape.join(" × ")}]</span>{" "}
          <span className="text-muted">{dtype}</span>
          <span className="text-faint"> · {count(size)} values</span>
        </p>
        {stats && (
          <dl className="mt-1 flex flex-wrap gap-x-4 font-mono text-xs leading-5 tabular-nums">
            {(["min", "mean", "max", "std"] as const).map((name) => (
              <div key={name} className="flex gap-1.5">
                <dt className="text-faint">{name}</dt>
                <dd>{metric(Number(stats[name]))}</dd>
              </div>
            ))}
            {stats.nans > 0 && <div className="text-warn">{count(stats.nans)} NaN</div>}
          </dl>
        )}
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

/** Small pictures are enlarged by whole pixels, so that each value can be seen. */
function Picture({ image, shape }: { image: string; shape: readonly number[] }) {
  const [height = 1, width = 1] = shape;
  const scale = Math.max(1, Math.floor(128 / Math.max(height, width)));
  return (
    <img
      src={`data:image/png;base64,${image}`}
      alt={`Picture, ${width} by ${height} pixels`}
      width={width * scale}
      height={height * scale}
      className="max-w-full border border-line"
      style={{ imageRendering: scale > 1 ? "pixelated" : "auto" }}
    />
  );
}

/** From page to accent, so that it reads in both themes. */
function HeatMap({
  matrix,
  shape,
  min,
  max,
}: {
  matrix: readonly unknown[];
  shape: readonly number[];
  min: number;
  max: number;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [rows = 0, columns = 0] = shape;
  const side = Math.max(3, Math.min(16, Math.floor(192 / Math.max(rows, columns))));
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context) return;
    const picture = context.createImageData(columns, rows);
    const span = max - min || 1;
    matrix.forEach((cell, index) => {
      const share = (Number(cell) - min) / span;
      picture.data.set([20, 155, 173, Number.isFinite(share) ? Math.round(255 * share) : 0], index * 4);
    });
    context.putImageData(picture, 0, 0);
  }, [matrix, rows, columns, min, max]);
  return (
    <canvas
      ref={canvas}
      width={columns}
      height={rows}
      role="img"
      aria-label={`Heat map of ${rows} by ${columns} values from ${metric(min)} to ${metric(max)}`}
      className="max-w-full border border-line"
      style={{ width: columns * side, height: rows * side, imageRendering: "pixelated" }}
    />
  );
}
