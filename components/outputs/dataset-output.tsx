import Table2 from "lucide-react/icons/table-2";
import Link from "next/link";
import { useEffect, useRef } from "react";
import { useShell } from "@/components/shell/app-shell";
import type { DatasetDisplay } from "@/lib/kernel/display/dataset";
import { counted, datum } from "@/lib/format/number";
import type { RendererProps } from "./renderer-props";

type Cell = DatasetDisplay["head"][number][number];

/** A dataset by name and version, with its first rows. */
export default function DatasetOutput({ value }: RendererProps<DatasetDisplay>) {
  const { workspace } = useShell();
  const { name, version, rows, columns, head } = value;
  return (
    <figure>
      <figcaption className="mb-1 flex flex-wrap items-center gap-x-2 text-[13px] leading-5">
        <Table2 size={14} aria-hidden className="text-accent" />
        <Link
          href={`/w/${workspace}/datasets/${encodeURIComponent(name)}`}
          className="rounded-sm font-medium hover:text-accent"
        >
          {name}
          <span className="font-normal text-faint">@{version}</span>
        </Link>
        <span className="text-faint">
          {counted(rows, "row")} · {counted(columns.length, "column")}
        </span>
      </figcaption>
      <div role="region" aria-label={`First rows of ${name}`} tabIndex={0} className="overflow-x-auto rounded-sm">
        <table className="border-collapse text-[13px] leading-5">
          <thead>
            <tr>
              {columns.map((column) => (
                <th
                  key={column.name}
                  scope="col"
                  className="h-7 border-b border-line-strong pr-6 text-left font-medium whitespace-nowrap"
                >
                  {column.name} <span className="font-normal text-faint">{typeWords(column)}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {head.map((row, index) => (
              <tr key={index} className="border-b border-line">
                {row.map((cell, place) => (
                  <td key={place} className="h-7 max-w-96 truncate pr-6 whitespace-nowrap">
                    <CellView cell={cell} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}

const typeWords = ({ type, shape }: DatasetDisplay["columns"][number]): string =>
  shape ? `${type} ${shape.join("×")}` : type;

function CellView({ cell }: { cell: Cell }) {
  if (cell === null) return <span className="text-faint">–</span>;
  if (typeof cell === "object") return <Pixels {...cell} />;
  return <>{typeof cell === "number" ? datum(cell) : String(cell)}</>;
}

/** A picture from its bytes: grey, RGB or RGBA. */
function Pixels({ pixels, shape }: { pixels: string; shape: readonly number[] }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [height = 1, width = 1, channels = 1] = shape;
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context) return;
    const bytes = Uint8Array.from(atob(pixels), (char) => char.charCodeAt(0));
    const picture = context.createImageData(width, height);
    for (let pixel = 0; pixel < width * height; pixel += 1) {
      const at = (channel: number) => bytes[pixel * channels + (channels >= 3 ? channel : 0)] ?? 0;
      picture.data.set([at(0), at(1), at(2), channels === 4 ? at(3) : 255], pixel * 4);
    }
    context.putImageData(picture, 0, 0);
  }, [pixels, width, height, channels]);
  return (
    <canvas
      ref={canvas}
      width={width}
      height={height}
      role="img"
      aria-label={`Picture, ${width} by ${height} pixels`}
      className="my-1 h-8 w-auto"
      style={{ imageRendering: "pixelated" }}
    />
  );
}
