"use client";
import ArrowDown from "lucide-react/icons/arrow-down";
import ArrowUp from "lucide-react/icons/arrow-up";
import CopyPlus from "lucide-react/icons/copy-plus";
import Ellipsis from "lucide-react/icons/ellipsis";
import ListStart from "lucide-react/icons/list-start";
import Merge from "lucide-react/icons/merge";
import Play from "lucide-react/icons/play";
import Server from "lucide-react/icons/server";
import SlidersHorizontal from "lucide-react/icons/sliders-horizontal";
import Trash2 from "lucide-react/icons/trash-2";
import Type from "lucide-react/icons/type";
import Code from "lucide-react/icons/code";
import Database from "lucide-react/icons/database";
import { commands, keyOf } from "@/components/commands/commands";
import { useJobs } from "@/components/jobs/jobs-provider";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuCheckItem, MenuItem, MenuSeparator } from "@/components/ui/menu";
import type { Cell } from "@/lib/notebook/doc";
import { isHidden } from "@/lib/notebook/hidden";
import { isParameters } from "@/lib/notebook/parameters";
import { readHold } from "@/lib/notebook/run-settings";
import { useSession } from "./session-context";

const icon = { size: 14, "aria-hidden": true } as const;

const kinds = [
  { type: "ts", Icon: Code, command: "cell.toCode" },
  { type: "sql", Icon: Database, command: "cell.toSql" },
  { type: "md", Icon: Type, command: "cell.toMarkdown" },
] as const;

/** What can be done to one cell; each line shows its key. */
export function CellMenu({ cell, place, focusable }: { cell: Cell; place: number; focusable: boolean }) {
  const session = useSession();
  const { actions } = session;
  const { ask, choose } = useJobs();
  const isCode = cell.type !== "md";
  const hold = readHold(cell);
  return (
    <Menu
      align="end"
      trigger={
        <IconButton label={`More for cell ${place}`} size="sm" tabIndex={focusable ? 0 : -1}>
          <Ellipsis {...icon} />
        </IconButton>
      }
    >
      {isCode && (
        <>
          <MenuItem icon={<Play {...icon} />} shortcut={keyOf("run.stay")} onSelect={() => session.run(cell.id)}>
            Run
          </MenuItem>
          <MenuItem icon={<ListStart {...icon} />} onSelect={() => session.runAbove(cell.id)}>
            Run all above
          </MenuItem>
          <MenuItem icon={<Server {...icon} />} onSelect={() => ask([cell.id])}>
            Run on a server
          </MenuItem>
          <MenuItem icon={<SlidersHorizontal {...icon} />} onSelect={() => choose([cell.id])}>
            Choose the server’s worker…
          </MenuItem>
          <MenuSeparator />
          <MenuCheckItem
            checked={hold === "pinned"}
            onCheckedChange={(on) => session.hold([cell.id], on ? "pinned" : null)}
          >
            Pin: runs only by itself
          </MenuCheckItem>
          <MenuCheckItem
            checked={hold === "disabled"}
            onCheckedChange={(on) => session.hold([cell.id], on ? "disabled" : null)}
          >
            Disable: is skipped
          </MenuCheckItem>
          <MenuCheckItem checked={isParameters(cell)} onCheckedChange={() => session.display.toggleParameters(cell.id)}>
            Parameters: set from outside
          </MenuCheckItem>
          <MenuSeparator />
          <MenuCheckItem
            checked={isHidden(cell, "code")}
            onCheckedChange={(on) => session.display.hide([cell.id], "code", on)}
          >
            Hide the code
          </MenuCheckItem>
          <MenuCheckItem
            checked={isHidden(cell, "output")}
            onCheckedChange={(on) => session.display.hide([cell.id], "output", on)}
          >
            Hide the output
          </MenuCheckItem>
          <MenuSeparator />
        </>
      )}
      {kinds
        .filter(({ type }) => type !== cell.type)
        .map(({ type, Icon, command }) => (
          <MenuItem
            key={type}
            icon={<Icon {...icon} />}
            shortcut={keyOf(command)}
            onSelect={() => actions.setType(type, [cell.id])}
          >
            {commands[command].title}
          </MenuItem>
        ))}
      <MenuItem
        icon={<ArrowUp {...icon} />}
        shortcut={keyOf("cell.moveUp")}
        onSelect={() => actions.move(-1, [cell.id])}
      >
        Move up
      </MenuItem>
      <MenuItem
        icon={<ArrowDown {...icon} />}
        shortcut={keyOf("cell.moveDown")}
        onSelect={() => actions.move(1, [cell.id])}
      >
        Move down
      </MenuItem>
      <MenuItem icon={<Merge {...icon} />} shortcut={keyOf("cell.merge")} onSelect={() => actions.merge([cell.id])}>
        Merge with the cell below
      </MenuItem>
      <MenuItem icon={<CopyPlus {...icon} />} onSelect={() => actions.duplicate([cell.id])}>
        Duplicate
      </MenuItem>
      <MenuSeparator />
      <MenuItem
        icon={<Trash2 {...icon} />}
        danger
        shortcut={keyOf("cell.delete")}
        onSelect={() => session.deleteCells([cell.id])}
      >
        Delete
      </MenuItem>
    </Menu>
  );
}
