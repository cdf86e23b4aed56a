"use client";
import { useEffect, useRef } from "react";

interface PixelsProps {
  /** Row-major, 1 or 3 values a pixel, 0 to 255. */
  pixels: Uint8Array;
  width: number;
  height: number;
  /** Height on the page. */
  size: number;
  label: string;
}

/** A small picture as it is: every pixel a square. */
export function Pixels({ pixels, width, height, size, label }: PixelsProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context) return;
    const image = context.createImageData(width, height);
    const channels = pixels.length / (width * height);
    for (let i = 0; i < width * height; i++)
      for (let c = 0; c < 4; c++)
        image.data[i * 4 + c] = c === 3 ? 255 : (pixels[i * channels + (channels >= 3 ? c : 0)] ?? 0);
    context.putImageData(image, 0, 0);
  }, [pixels, width, height]);
  return (
    <canvas
      ref={canvas}
      role="img"
      aria-label={label}
      width={width}
      height={height}
      style={{ height: size, width: (size * width) / height }}
      className="rounded-[2px] [image-rendering:pixelated]"
    />
  );
}

export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
