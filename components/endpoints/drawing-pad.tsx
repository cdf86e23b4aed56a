"use client";
import { type PointerEvent, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { inkToPixels } from "@/lib/serving/ink";
import { InkCanvas, type Point } from "./ink-canvas";

interface DrawingPadProps {
  size: number;
  full: number;
  /** Pixels row by row, whenever the pen is lifted. */
  onDraw: (pixels: number[]) => void;
  onClear: () => void;
}

const inkColor = (canvas: HTMLCanvasElement): [number, number, number] => {
  const [r = 0, g = 0, b = 0] = getComputedStyle(canvas).color.match(/\d+/g)?.map(Number) ?? [];
  return [r, g, b];
};

/** A sheet to draw a small picture on, by mouse, pen or finger. */
export function DrawingPad({ size, full, onDraw, onClear }: DrawingPadProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [sheet] = useState(() => new InkCanvas(size));
  const last = useRef<Point | null>(null);
  useEffect(() => paint(canvas.current, sheet), [sheet]);

  const at = (event: PointerEvent<HTMLCanvasElement>): Point => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
  };
  const draw = (event: PointerEvent<HTMLCanvasElement>) => {
    if (!last.current) return;
    const point = at(event);
    sheet.stroke(last.current, point);
    last.current = point;
    paint(canvas.current, sheet);
  };
  const begin = (event: PointerEvent<HTMLCanvasElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    last.current = at(event);
    draw(event);
  };
  const lift = () => {
    if (!last.current) return;
    last.current = null;
    onDraw(inkToPixels(sheet.ink, sheet.fine, size, full));
  };
  const clear = () => {
    sheet.clear();
    paint(canvas.current, sheet);
    onClear();
  };
  return (
    <div className="w-56">
      <canvas
        ref={canvas}
        width={sheet.fine}
        height={sheet.fine}
        role="img"
        aria-label={`Drawing pad, ${size} by ${size} pixels. Without a pointer, send JSON instead.`}
        className="size-56 touch-none rounded-md border border-line-strong bg-raised text-ink"
        style={{ cursor: "crosshair" }}
        onPointerDown={begin}
        onPointerMove={draw}
        onPointerUp={lift}
        onPointerCancel={lift}
      />
      <div className="mt-2 flex items-center justify-between text-xs text-muted">
        <span>
          Draw here: {size} × {size} pixels, 0–{full}
        </span>
        <Button size="sm" variant="plain" onClick={clear}>
          Clear
        </Button>
      </div>
    </div>
  );
}

function paint(canvas: HTMLCanvasElement | null, sheet: InkCanvas): void {
  const context = canvas?.getContext("2d");
  if (canvas && context) sheet.paint(context, inkColor(canvas));
}
