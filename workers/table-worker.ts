import { tableRequestSchema } from "@/lib/tables/table-messages";
import { decodePart } from "@/lib/datasets/decode-part";
import { TableEngine } from "@/lib/tables/table-engine";

/** Answers for one stored table: its bytes come first, then questions. A million rows would hold up the page. */
let engine: TableEngine | undefined;

self.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
  const request = tableRequestSchema.parse(data);
  if (request.type === "open") engine = new TableEngine(() => decodePart(request.bytes, request.columns));
  else void answer(request);
});

async function answer(request: Question): Promise<void> {
  const { id } = request;
  try {
    if (!engine) throw new Error("The table has not been opened.");
    self.postMessage({ id, ok: true, value: await ask(engine, request) });
  } catch (error) {
    self.postMessage({ id, ok: false, message: error instanceof Error ? error.message : String(error) });
  }
}

type Question = Exclude<ReturnType<typeof tableRequestSchema.parse>, { type: "open" }>;

function ask(table: TableEngine, question: Question): Promise<unknown> {
  switch (question.type) {
    case "rows":
      return table.rows(question.view, question.from, question.count);
    case "columns":
      return table.columns(question.view);
    case "file":
      return table.file(question.view, question.format);
  }
}
