"use client";
import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { commandCenter } from "./command-center";
import { commandGroups, commandList, keysOf } from "./commands";

/** All keys, from the table of commands. */
export default function KeysHelp({ onClose }: { onClose: () => void }) {
  const openTour = () => {
    onClose();
    commandCenter.run("help.tour");
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Keys"
      description="The same as in JupyterLab where it has one. Press Esc to leave a cell, Enter to edit it."
      wide
    >
      {commandCenter.has("help.tour") && (
        <p className="mb-4 text-muted">
          New here?{" "}
          <button type="button" onClick={openTour} className="rounded-sm text-accent underline underline-offset-2">
            Open the tour
          </button>
          : it takes ten minutes.
        </p>
      )}
      <div className="gap-x-10 sm:columns-2">
        {commandGroups.map((group) => {
          const shown = commandList.filter((command) => command.group === group && keysOf(command).length > 0);
          if (shown.length === 0) return null;
          return (
            <section key={group} className="mb-5 break-inside-avoid">
              <h3 className="mb-1 font-semibold">{group}</h3>
              <dl>
                {shown.map((command) => (
                  <div key={command.id} className="flex items-baseline justify-between gap-4 border-b border-line py-1">
                    <dt className="text-muted">{command.title}</dt>
                    <dd className="flex gap-2">
                      {keysOf(command).map((key) => (
                        <Kbd key={key} keys={key} className="text-ink!" />
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          );
        })}
      </div>
    </Dialog>
  );
}
