import { useVirtualizer } from "@tanstack/react-virtual";
import clsx from "clsx";
import { type KeyboardEvent, useRef } from "react";
import { Button } from "@/components/ui/button";
import { counted } from "@/lib/format/number";
import type { ControlOf, Input } from "@/lib/inputs/control";
import { InputFrame } from "./input-frame";
import { useInput } from "./port";

const ROW = 28;
const SHOWN = 8;

interface TableInputProps {
  input: Input;
  table: ControlOf<"table">;
}

/** Rows to tick. Arrows move through the boxes, Space ticks; only the rows that are seen are in the page. */
export function TableInput({ input, table }: TableInputProps) {
  const { value, disabled, choose } = useInput(input);
  const { columns, rows, many, total, label } = table;
  const scroll = useRef<HTMLDivElement>(null);
  const chosen = new Set(Array.isArray(value) ? value.map(Number) : []);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW,
    overscan: 6,
    initialRect: { width: 600, height: SHOWN * ROW },
  });
  const items = virtual.getVirtualItems();
  const toggle = (row: number, on: boolean) => {
    if (!many) return choose(on ? [row] : []);
    const next = new Set(chosen);
    if (on) next.add(row);
    else next.delete(row);
    choose([...next].sort((a, b) => a - b));
  };
  const move = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const at = event.target instanceof HTMLElement ? event.target.dataset.row : undefined;
    if (step === 0 || at === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const next = Math.max(0, Math.min(rows.length - 1, Number(at) + step));
    virtual.scrollToIndex(next);
    requestAnimationFrame(() => scroll.current?.querySelector<HTMLElement>(`[data-row="${next}"]`)?.focus());
  };
  return (
    <InputFrame input={input} error={null} wide>
      {() => (
        <div>
          <div
            ref={scroll}
            role="region"
            aria-label={`${label}, ${counted(total, "row")}`}
            data-keys="own"
            onKeyDown={move}
            className="overflow-auto rounded-sm border border-line"
            style={{ maxHeight: (SHOWN + 1.5) * ROW }}
          >
            <table className="w-full border-collapse leading-5" aria-rowcount={rows.length + 1}>
              <thead className="sticky top-0 z-[1] bg-page">
                <tr style={{ height: ROW }}>
                  <th scope="col" className="w-8 border-b border-line-strong">
                    <span className="sr-only">Chosen</span>
                  </th>
                  {columns.map((column) => (
                    <th
                      key={column.name}
                      scope="col"
                      className={clsx(
                        "border-b border-line-strong pr-6 font-medium whitespace-nowrap",
                        column.numeric ? "text-right" : "text-left",
                      )}
                    >
                      {column.name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                <tr aria-hidden style={{ height: items[0]?.start ?? 0 }} />
                {items.map(({ index }) => (
                  <tr
                    key={index}
                    aria-rowindex={index + 2}
                    aria-selected={chosen.has(index)}
                    style={{ height: ROW }}
                    className={clsx("border-b border-line", chosen.has(index) && "bg-accent-soft")}
                  >
                    <td className="w-8 text-center">
                      <input
                        type={many ? "checkbox" : "radio"}
                        data-row={index}
                        aria-label={`Row ${index + 1}: ${rows[index]?.slice(0, 3).join(", ") ?? ""}`}
                        checked={chosen.has(index)}
                        disabled={disabled}
                        onChange={(event) => toggle(index, event.target.checked)}
                        className="size-3.5 accent-accent"
                      />
                    </td>
                    {columns.map((column, place) => (
                      <td
                        key={column.name}
                        className={clsx(
                          "max-w-64 truncate pr-6",
                          column.numeric && "text-right font-mono text-xs tabular-nums",
                        )}
                      >
                        {rows[index]?.[place]}
                      </td>
                    ))}
                  </tr>
                ))}
                <tr aria-hidden style={{ height: virtual.getTotalSize() - (items.at(-1)?.end ?? 0) }} />
              </tbody>
            </table>
          </div>
          <p className="mt-1 flex items-center gap-3 text-xs text-faint">
            <span role="status">
              {counted(chosen.size, "row")} of {counted(total, "row")} chosen
              {rows.length < total && `; the first ${rows.length} can be`}
            </span>
            {chosen.size > 0 && !disabled && (
              <Button size="sm" variant="plain" onClick={() => choose([])}>
                None
              </Button>
            )}
          </p>
        </div>
      )}
    </InputFrame>
  );
}
