import { textAt } from "./table-cell";
import type { TableData } from "./table-data";

const ROWS_AT_ONCE = 10_000;

/** As RFC 4180 has it: commas, CRLF, and quotes where they are needed. */
export function toCsv(table: TableData, rows: Uint32Array | null): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const count = rows?.length ?? table.rows;
  const parts = [encoder.encode(`${table.columns.map(({ column }) => quoted(column.name)).join(",")}\r\n`)];
  for (let start = 0; start < count; start += ROWS_AT_ONCE) {
    let text = "";
    for (let at = start; at < Math.min(count, start + ROWS_AT_ONCE); at++)
      text += `${table.columns.map((data) => quoted(textAt(data, rows?.[at] ?? at))).join(",")}\r\n`;
    parts.push(encoder.encode(text));
  }
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
