import { CLIP_MIME, type ClipCell, clipJson, clipText, readClip } from "@/lib/notebook/clips/clip";

/** What was copied last in this tab: what a clipboard that gives only text lost, and what there is where it gives nothing. */
let copied: { cells: readonly ClipCell[]; text: string } = { cells: [], text: "" };

/** Browsers keep types of one's own under this prefix. */
const webType = `web ${CLIP_MIME}`;

/** For keys that the browser itself takes for copying: it hands over its clipboard. */
export function fillClipboard(data: DataTransfer, cells: readonly ClipCell[]): void {
  copied = { cells, text: clipText(cells) };
  data.setData("text/plain", copied.text);
  data.setData(CLIP_MIME, clipJson(cells));
}

export const cellsFrom = (data: DataTransfer): readonly ClipCell[] =>
  recalled(data.getData(CLIP_MIME), data.getData("text/plain"));

export async function copyCells(cells: readonly ClipCell[]): Promise<void> {
  copied = { cells, text: clipText(cells) };
  const text = new Blob([copied.text], { type: "text/plain" });
  const own = new Blob([clipJson(cells)], { type: webType });
  try {
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": text, [webType]: own })]);
  } catch {
    // A browser that has no types of one's own, or gives pages no clipboard: then this tab still has them.
    await (navigator.clipboard as Clipboard | undefined)?.writeText(copied.text).catch(() => undefined);
  }
}

export async function copiedCells(): Promise<readonly ClipCell[]> {
  try {
    const items = await navigator.clipboard.read();
    const read = async (type: string): Promise<string> => {
      const item = items.find(({ types }) => types.includes(type));
      return item ? await (await item.getType(type)).text() : "";
    };
    return recalled(await read(webType), await read("text/plain"));
  } catch {
    // The person or the browser does not let pages read it.
    return copied.cells;
  }
}

const recalled = (json: string, text: string): readonly ClipCell[] =>
  json === "" && text !== "" && text.replaceAll("\r\n", "\n") === copied.text ? copied.cells : readClip(json, text);
