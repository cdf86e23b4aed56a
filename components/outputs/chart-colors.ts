import { seriesColor } from "@/lib/series-colors";

/** The plotting library's own categorical colours, in order. */
const libraryColors = [
  "#4269d0",
  "#efb118",
  "#ff725c",
  "#6cc5b0",
  "#3ca951",
  "#ff8ab7",
  "#a463f2",
  "#97bbf5",
  "#9c6b4e",
  "#9498a0",
];
const ours = new Map(libraryColors.map((color, index) => [color, seriesColor(index)]));
const known = new RegExp(libraryColors.join("|"), "gi");

/** The same chart in the colours that curves and runs have too. */
export const inSeriesColors = (markup: string): string =>
  markup.replace(known, (color) => ours.get(color.toLowerCase()) ?? color);
