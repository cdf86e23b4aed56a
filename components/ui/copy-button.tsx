"use client";
import Check from "lucide-react/icons/check";
import Copy from "lucide-react/icons/copy";
import { useEffect, useState } from "react";
import { Button } from "./button";
import { IconButton } from "./icon-button";
import { toast } from "./toast";

interface CopyButtonProps {
  text: string | (() => string);
  label?: string;
  /** Draws the label beside the icon. */
  labelled?: boolean;
}

async function writeClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // No clipboard on plain HTTP pages or when it is refused.
    return false;
  }
}

export function CopyButton({ text, label = "Copy", labelled }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1600);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    const done = await writeClipboard(typeof text === "string" ? text : text());
    setCopied(done);
    if (!done) toast.error("The browser did not allow copying. Select the text and press Ctrl+C.");
  };
  const icon = copied ? <Check size={14} aria-hidden className="text-good" /> : <Copy size={14} aria-hidden />;
  if (labelled)
    return (
      <Button icon={icon} onClick={() => void copy()}>
        {copied ? "Copied" : label}
      </Button>
    );
  return (
    <IconButton size="sm" label={copied ? "Copied" : label} onClick={() => void copy()}>
      {icon}
    </IconButton>
  );
}
