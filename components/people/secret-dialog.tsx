"use client";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/text-field";

interface SecretDialogProps {
  title: string;
  description: ReactNode;
  label: string;
  secret: string;
  onClose: () => void;
}

/** Shows what cannot be shown again. */
export function SecretDialog({ title, description, label, secret, onClose }: SecretDialogProps) {
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      description={description}
      footer={
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <div className="flex items-end gap-2">
        <TextField
          label={label}
          mono
          readOnly
          value={secret}
          className="flex-1"
          onFocus={(event) => event.target.select()}
        />
        <CopyButton labelled text={secret} />
      </div>
    </Dialog>
  );
}
