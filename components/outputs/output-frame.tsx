"use client";
import clsx from "clsx";
import Check from "lucide-react/icons/check";
import Copy from "lucide-react/icons/copy";
import Download from "lucide-react/icons/download";
import Maximize2 from "lucide-react/icons/maximize-2";
import Minimize2 from "lucide-react/icons/minimize-2";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { errorText } from "@/components/trpc/error-text";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { toast } from "@/components/ui/toast";
import { type OutputActions, OutputActionsProvider, type OutputFile } from "./output-actions";

interface OutputFrameProps {
  label: string;
  /** How it is copied and saved where its renderer says nothing better. */
  actions: OutputActions;
  children: ReactNode;
}

/** One output with its tools, which show when it is pointed at or something in it has the focus. */
export function OutputFrame({ label, actions, children }: OutputFrameProps) {
  const box = useRef<HTMLDivElement>(null);
  const own = useRef<(() => OutputActions) | null>(null);
  const [choices, setChoices] = useState<OutputActions["saves"]>();
  const [full, toggleFull] = useFullScreen(box);
  const register = useCallback((read: () => OutputActions) => {
    own.current = read;
    setChoices(read().saves);
    return () => {
      own.current = null;
      setChoices(undefined);
    };
  }, []);
  const current = () => own.current?.() ?? actions;
  const saves = useMemo(() => choices ?? [], [choices]);
  return (
    <OutputActionsProvider value={register}>
      <div
        ref={box}
        role="group"
        aria-label={label}
        data-output
        className={clsx(
          "group/output relative min-w-0",
          full && "overflow-auto bg-page p-8 [--output-height:calc(100vh-9rem)]",
        )}
      >
        {children}
        <div
          className={clsx(
            "absolute z-[2] flex rounded-md bg-raised opacity-0 shadow-float transition-opacity",
            "group-focus-within/output:opacity-100 group-hover/output:opacity-100 pointer-coarse:opacity-100",
            full ? "fixed top-3 right-3" : "-top-2 right-0",
          )}
        >
          <CopyOutput actions={current} />
          <SaveOutput actions={current} saves={saves} />
          <IconButton
            size="sm"
            data-full-screen
            label={full ? "Leave full screen" : "Full screen"}
            shortcut={full ? "Escape" : undefined}
            onClick={toggleFull}
          >
            {full ? <Minimize2 size={13} aria-hidden /> : <Maximize2 size={13} aria-hidden />}
          </IconButton>
        </div>
      </div>
    </OutputActionsProvider>
  );
}

function CopyOutput({ actions }: { actions: () => OutputActions }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1600);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    const found = await actions().copy?.();
    if (found === undefined) return toast.message("This output can be saved, but not copied.");
    const done = await write(found);
    setCopied(done);
    if (!done) toast.error("The browser did not allow copying.");
  };
  return (
    <IconButton size="sm" label={copied ? "Copied" : "Copy"} onClick={() => void attempt(copy)}>
      {copied ? <Check size={13} aria-hidden className="text-good" /> : <Copy size={13} aria-hidden />}
    </IconButton>
  );
}

async function write(found: string | Blob): Promise<boolean> {
  try {
    if (typeof found === "string") await navigator.clipboard.writeText(found);
    else await navigator.clipboard.write([new ClipboardItem({ [found.type]: found })]);
    return true;
  } catch {
    // No clipboard on plain HTTP pages or when it is refused.
    return false;
  }
}

interface SaveOutputProps {
  actions: () => OutputActions;
  saves: NonNullable<OutputActions["saves"]>;
}

function SaveOutput({ actions, saves }: SaveOutputProps) {
  const button = (
    <IconButton size="sm" label="Save">
      <Download size={13} aria-hidden />
    </IconButton>
  );
  if (saves.length > 0)
    return (
      <Menu align="end" trigger={button}>
        {saves.map(({ label }) => (
          <MenuItem
            key={label}
            onSelect={() =>
              void attempt(async () =>
                download(
                  await actions()
                    .saves?.find((one) => one.label === label)
                    ?.save(),
                ),
              )
            }
          >
            {label}
          </MenuItem>
        ))}
      </Menu>
    );
  return (
    <IconButton size="sm" label="Save" onClick={() => void attempt(async () => download(await actions().save?.()))}>
      <Download size={13} aria-hidden />
    </IconButton>
  );
}

async function attempt(act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    toast.error(errorText(error).message);
  }
}

function download(file: OutputFile | undefined): void {
  if (!file) return void toast.message("There is nothing to save here.");
  const url = URL.createObjectURL(file.data instanceof Blob ? file.data : new Blob([file.data], { type: file.type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** The browser's own full screen: frames in it stay as they are, and Escape leaves it. */
function useFullScreen(box: React.RefObject<HTMLDivElement | null>): [boolean, () => void] {
  const [full, setFull] = useState(false);
  useEffect(() => {
    const look = () => setFull(document.fullscreenElement !== null && document.fullscreenElement === box.current);
    document.addEventListener("fullscreenchange", look);
    return () => document.removeEventListener("fullscreenchange", look);
  }, [box]);
  const toggle = () => void attempt(async () => (full ? document.exitFullscreen() : box.current?.requestFullscreen()));
  return [full, toggle];
}
