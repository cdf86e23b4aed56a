"use client";
import CalendarClock from "lucide-react/icons/calendar-clock";
import Copy from "lucide-react/icons/copy";
import Ellipsis from "lucide-react/icons/ellipsis";
import FileCode from "lucide-react/icons/file-code";
import FileJson from "lucide-react/icons/file-json";
import FileText from "lucide-react/icons/file-text";
import Globe from "lucide-react/icons/globe";
import Printer from "lucide-react/icons/printer";
import Search from "lucide-react/icons/search";
import Variable from "lucide-react/icons/variable";
import type { ReactNode } from "react";
import { commandCenter } from "@/components/commands/command-center";
import { type CommandId, commandOf, keyOf } from "@/components/commands/commands";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { useSession } from "./session-context";

const icon = { size: 14, "aria-hidden": true } as const;

/** What is not asked for every minute, by its command and with its key. */
export function NotebookMenu() {
  const session = useSession();
  return (
    <Menu
      align="end"
      trigger={
        <IconButton label="More">
          <Ellipsis size={16} aria-hidden />
        </IconButton>
      }
    >
      <Item id="find.open" icon={<Search {...icon} />} />
      <Item id="view.variables" icon={<Variable {...icon} />} />
      <Item id="notebook.schedules" icon={<CalendarClock {...icon} />} />
      <MenuSeparator />
      {!session.readOnly && <Item id="notebook.duplicate" icon={<Copy {...icon} />} />}
      <Item id="notebook.exportModule" icon={<FileCode {...icon} />} />
      <Item id="notebook.exportJupyter" icon={<FileJson {...icon} />} />
      <Item id="notebook.exportMarkdown" icon={<FileText {...icon} />} />
      <Item id="notebook.exportPage" icon={<Globe {...icon} />} />
      <Item id="notebook.print" icon={<Printer {...icon} />} />
    </Menu>
  );
}

/** The menu gives the focus back a turn after it has closed, itself a turn from here: find takes it after that. */
const runAfterMenu = (id: CommandId) => setTimeout(() => setTimeout(() => commandCenter.run(id), 0), 0);

const Item = ({ id, icon: shown }: { id: CommandId; icon: ReactNode }) => (
  <MenuItem icon={shown} shortcut={keyOf(id)} onSelect={() => runAfterMenu(id)}>
    {commandOf(id).title}
  </MenuItem>
);
