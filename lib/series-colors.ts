/**
 * The eight colours of series, in order: charts drawn by cells, live curves and run comparisons share them. The same in
 * light and dark, told apart by colour-blind eyes. `app/globals.css` names the same values as --series-1…8.
 */
export const seriesColors = [
  "#14858a",
  "#d9792b",
  "#6b68cf",
  "#c2417c",
  "#7f9a2c",
  "#3e97dc",
  "#a3623a",
  "#8b857c",
] as const;

export const seriesColor = (index: number): string => seriesColors[index % seriesColors.length] ?? seriesColors[0];
