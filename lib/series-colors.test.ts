import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { seriesColor, seriesColors } from "./series-colors";

type Rgb = [number, number, number];

const rgb = (color: string): Rgb => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16) / 255) as Rgb;
const linear = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const times = (matrix: number[][], vector: number[]): Rgb =>
  matrix.map((row) => row.reduce((sum, factor, i) => sum + factor * (vector[i] ?? 0), 0)) as Rgb;

/** Machado, Oliveira and Fernandes (2009), severity 1, on linear light. */
const visions: Record<string, number[][]> = {
  "full sight": [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
};

/** CIE L*a*b* of linear light. */
function lab(light: number[]): Rgb {
  const xyz = times(
    [
      [0.4124, 0.3576, 0.1805],
      [0.2126, 0.7152, 0.0722],
      [0.0193, 0.1192, 0.9505],
    ],
    light,
  );
  const [x, y, z] = [xyz[0] / 0.9505, xyz[1], xyz[2] / 1.089].map((t) =>
    t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116,
  ) as Rgb;
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const contrast = (a: string, b: string): number => {
  const [x, y] = [a, b].map((color) => times([[0.2126, 0.7152, 0.0722]], rgb(color).map(linear))[0] + 0.05) as [
    number,
    number,
  ];
  return Math.max(x, y) / Math.min(x, y);
};

it.each(Object.keys(visions))("any two of the first six colours are told apart with %s", (vision) => {
  const seen = seriesColors.slice(0, 6).map((color) => lab(times(visions[vision] ?? [], rgb(color).map(linear))));
  for (const [i, a] of seen.entries())
    for (const [j, b] of seen.slice(0, i).entries())
      expect(
        Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]),
        `${seriesColors[i]} and ${seriesColors[j]}`,
      ).toBeGreaterThan(15);
});

it("every colour stands out from both pages, as lines must (3 to 1)", () => {
  for (const color of seriesColors) {
    expect(contrast(color, "#fcfbf9"), color).toBeGreaterThan(3);
    expect(contrast(color, "#191816"), color).toBeGreaterThan(3);
  }
});

it("the style sheet names the same colours", () => {
  const css = readFileSync("app/globals.css", "utf8");
  seriesColors.forEach((color, index) => expect(css).toContain(`--series-${index + 1}: ${color};`));
});

it("begins anew after the eighth", () => expect(seriesColor(8)).toBe(seriesColor(0)));
