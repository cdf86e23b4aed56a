"use client";
import { useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import FileText from "lucide-react/icons/file-text";
import Search from "lucide-react/icons/search";
import { useRouter } from "next/navigation";
import { useSyncExternalStore } from "react";
import { useTRPC } from "@/components/trpc/context";
import { Kbd } from "@/components/ui/kbd";
import { commandCenter } from "./command-center";
import { commandGroups, commandList } from "./commands";

interface PaletteProps {
  workspace: string | null;
  onClose: () => void;
}

const itemClass =
  "flex h-9 items-center gap-3 rounded-sm px-3 data-[selected=true]:bg-hover cursor-default select-none";
const groupClass =
  "**:[[cmdk-group-heading]]:px-3 **:[[cmdk-group-heading]]:pt-2 **:[[cmdk-group-heading]]:pb-1 **:[[cmdk-group-heading]]:text-xs **:[[cmdk-group-heading]]:text-faint";

/** Every command by its name, with its key; and every notebook. */
export default function Palette({ workspace, onClose }: PaletteProps) {
  const available = useSyncExternalStore(
    commandCenter.subscribe,
    commandCenter.getAvailable,
    commandCenter.getAvailable,
  );
  const choose = (act: () => void) => {
    onClose();
    // After the dialog has given the focus back, so that commands act on what was focused.
    setTimeout(act, 0);
  };
  return (
    <Command.Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      label="Find a command or a notebook"
      overlayClassName="fixed inset-0 z-40 bg-overlay animate-appear"
      contentClassName="fixed inset-x-4 top-[14vh] z-40 mx-auto max-w-xl overflow-hidden rounded-md bg-raised shadow-float animate-appear"
      loop
    >
      <div className="flex items-center gap-3 border-b border-line px-4">
        <Search size={16} className="text-faint" aria-hidden />
        <Command.Input
          placeholder="Find a command or a notebook"
          className="h-12 flex-1 bg-transparent text-base outline-none"
        />
        <Kbd keys="Escape" />
      </div>
      <Command.List className="max-h-[50vh] scroll-py-2 overflow-y-auto p-1.5">
        <Command.Empty className="px-3 py-8 text-center text-muted">
          No command or notebook has these letters.
        </Command.Empty>
        {commandGroups.map((group) => {
          const shown = commandList.filter(
            (command) => command.group === group && !command.keyOnly && available.has(command.id),
          );
          if (shown.length === 0) return null;
          return (
            <Command.Group key={group} heading={group} className={groupClass}>
              {shown.map((command) => (
                <Command.Item
                  key={command.id}
                  value={`${command.title} ${command.group}`}
                  onSelect={() => choose(() => commandCenter.run(command.id))}
                  className={itemClass}
                >
                  <span className="flex-1">{command.title}</span>
                  {command.keys?.[0] && <Kbd keys={command.keys[0]} />}
                </Command.Item>
              ))}
            </Command.Group>
          );
        })}
        {workspace && <NotebookItems workspace={workspace} choose={choose} />}
      </Command.List>
    </Command.Dialog>
  );
}

function NotebookItems({ workspace, choose }: { workspace: string; choose: (act: () => void) => void }) {
  const trpc = useTRPC();
  const router = useRouter();
  const list = useQuery(trpc.notebooks.list.queryOptions({ workspace }));
  if (!list.data?.length) return null;
  return (
    <Command.Group heading="Notebooks" className={groupClass}>
      {list.data.map((notebook) => (
        <Command.Item
          key={notebook.id}
          value={`${notebook.title} ${notebook.id}`}
          keywords={["open", "notebook"]}
          onSelect={() => choose(() => router.push(`/w/${workspace}/notebooks/${notebook.id}`))}
          className={itemClass}
        >
          <FileText size={14} className="text-faint" aria-hidden />
          <span className="flex-1 truncate">{notebook.title}</span>
        </Command.Item>
      ))}
    </Command.Group>
  );
}
