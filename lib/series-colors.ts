/**
 * The eight colours of series, in order: charts drawn by cells, live curves and run comparisons share them. The same in
 * light and dark, told apart by colour-blind eyes. `app/globals.css` names the same values as --series-1…8.
 */
export const seriesColors = [
  "#149bad",
  "#c27a03",
  "#6c53c5",
  "#cc2677",
  "#838c38",
  "#4678b8",
  "#a64934",
  "#887661",
] as const;

export const seriesColor = (index: number): string => seriesColors[index % seriesColors.length] ?? seriesColors[0];
