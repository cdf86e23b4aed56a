import { formatCell, type FormatReply, formatRequestSchema } from "@/lib/language/format";

/** The formatter, off the main thread: it is a megabyte, and fetched when somebody first formats. */
self.addEventListener("message", (event: MessageEvent<unknown>) => void answer(event.data));

async function answer(data: unknown): Promise<void> {
  const { id, cells } = formatRequestSchema.parse(data);
  const reply: FormatReply = {
    id,
    cells: await Promise.all(
      cells.map(async (cell) => {
        try {
          return { id: cell.id, ok: true as const, text: await formatCell(cell.type, cell.text) };
        } catch (error) {
          const reason = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
          return { id: cell.id, ok: false as const, reason };
        }
      }),
    ),
  };
  self.postMessage(reply);
}
