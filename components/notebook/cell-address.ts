/** What stands in the address to open a notebook at a cell. */
export const cellAddress = (cellId: string): string => `#cell-${encodeURIComponent(cellId)}`;

export const cellInAddress = (hash: string): string => decodeURIComponent(/^#cell-(.+)$/.exec(hash)?.[1] ?? "");
