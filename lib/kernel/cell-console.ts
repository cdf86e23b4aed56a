import type { ConsoleLevel, MimeBundle, OutputChunk } from "@/lib/protocol/output";
import { inspect } from "./display/inspect";
import { renderLine } from "./display/render";
import type { RenderContext } from "./display/render-context";
import { asTable, tableText } from "./display/table";
import { TABLE_MIME } from "./display/table-shape";

/** A console whose lines become outputs. `emit` decides to whom a line belongs, `context` what its making may use. */
export function createConsole(emit: (chunk: OutputChunk) => void, context: () => RenderContext): Partial<Console> {
  let indent = "";
  const counts = new Map<string, number>();
  const timers = new Map<string, number>();
  const line = (level: ConsoleLevel, values: unknown[]) => {
    const bundles = format(values, context());
    emit({ kind: "console", level, bundles: indent ? [{ "text/plain": indent }, ...bundles] : bundles });
  };
  const at =
    (level: ConsoleLevel) =>
    (...values: unknown[]) =>
      line(level, values);
  const elapsed = (label: string) =>
    `${label}: ${(performance.now() - (timers.get(label) ?? performance.now())).toFixed(1)} ms`;
  return {
    debug: at("debug"),
    log: at("log"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    trace: at("debug"),
    dir: (value: unknown) => line("log", [value]),
    assert: (condition?: unknown, ...values: unknown[]) => {
      if (!condition) line("error", ["Assertion failed", ...values]);
    },
    table: (value: unknown) => {
      const table = asTable(value);
      if (!table) return line("log", [value]);
      emit({ kind: "console", level: "log", bundles: [{ [TABLE_MIME]: table, "text/plain": tableText(table) }] });
    },
    group: (...values: unknown[]) => {
      if (values.length > 0) line("log", values);
      indent += "  ";
    },
    groupCollapsed: (...values: unknown[]) => {
      if (values.length > 0) line("log", values);
      indent += "  ";
    },
    groupEnd: () => {
      indent = indent.slice(2);
    },
    count: (label = "default") => {
      counts.set(label, (counts.get(label) ?? 0) + 1);
      line("log", [`${label}: ${counts.get(label)}`]);
    },
    countReset: (label = "default") => void counts.delete(label),
    time: (label = "default") => void timers.set(label, performance.now()),
    timeLog: (label = "default", ...values: unknown[]) => line("log", [elapsed(label), ...values]),
    timeEnd: (label = "default") => {
      line("log", [elapsed(label)]);
      timers.delete(label);
    },
    clear: () => undefined,
  };
}

/** `%s`, `%d`, `%i`, `%f`, `%o`, `%O` take the values that follow; `%c` (a style) is dropped. */
function format(values: unknown[], context: RenderContext): MimeBundle[] {
  const render = (value: unknown) => renderLine(value, context);
  const [first, ...rest] = values;
  if (typeof first !== "string" || !/%[sdifoOc%]/.test(first) || rest.length === 0) return values.map(render);
  const text = first.replace(/%([sdifoOc%])/g, (whole, kind: string) => {
    if (kind === "%") return "%";
    if (rest.length === 0) return whole;
    const value = rest.shift();
    if (kind === "c") return "";
    if (kind === "d" || kind === "i") return String(Math.trunc(Number(value)));
    if (kind === "f") return String(Number(value));
    return typeof value === "string" ? value : inspect(value).text;
  });
  return [{ "text/plain": text }, ...rest.map(render)];
}
