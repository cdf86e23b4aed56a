"use client";
import Columns3 from "lucide-react/icons/columns-3";
import { Button } from "@/components/ui/button";
import { Menu, MenuCheckItem, MenuItem, MenuLabel, MenuSeparator } from "@/components/ui/menu";
import type { Vocabulary } from "@/lib/runs/query/complete";
import { type ColumnId, columnTitle, plainColumns } from "./columns";

interface ColumnsMenuProps {
  vocabulary: Vocabulary | undefined;
  columns: readonly ColumnId[];
  /** Null goes back to the columns chosen by themselves. */
  onChange: (columns: ColumnId[] | null) => void;
}

export function ColumnsMenu({ vocabulary, columns, onChange }: ColumnsMenuProps) {
  const groups: [string, ColumnId[]][] = [
    ["Metrics", (vocabulary?.metrics ?? []).map((key): ColumnId => `metrics.${key}`)],
    ["Params", (vocabulary?.params ?? []).map((key): ColumnId => `params.${key}`)],
    ["Run", Object.keys(plainColumns) as ColumnId[]],
  ];
  const order = groups.flatMap(([, ids]) => ids);
  const toggle = (id: ColumnId, shown: boolean) => {
    const chosen = shown ? [...columns, id] : columns.filter((column) => column !== id);
    // The curve leads; metrics and params follow before the rest.
    onChange(
      [...chosen].sort((a, b) => Number(b === "curve") - Number(a === "curve") || order.indexOf(a) - order.indexOf(b)),
    );
  };
  return (
    <Menu
      align="end"
      trigger={
        <Button icon={<Columns3 size={14} aria-hidden />} aria-label="Choose columns">
          Columns
        </Button>
      }
    >
      {groups.map(
        ([title, ids]) =>
          ids.length > 0 && (
            <div key={title}>
              <MenuLabel>{title}</MenuLabel>
              {ids.map((id) => (
                <MenuCheckItem key={id} checked={columns.includes(id)} onCheckedChange={(shown) => toggle(id, shown)}>
                  {columnTitle(id)}
                </MenuCheckItem>
              ))}
            </div>
          ),
      )}
      <MenuSeparator />
      <MenuItem onSelect={() => onChange(null)}>Choose for me</MenuItem>
    </Menu>
  );
}
