/** Where text stands in a cell: the same for painted text and for the editor that replaces it, so that nothing shifts. */
export const FONT_SIZE = 13;
export const LINE_HEIGHT = 20;
export const PADDING_Y = 8;
/** Room for the folding marks. */
export const CONTENT_LEFT = 16;
export const TAB_SIZE = 2;

export const heightOfLines = (lines: number): number => lines * LINE_HEIGHT + 2 * PADDING_Y;
