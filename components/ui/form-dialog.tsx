"use client";
import { type ReactNode, useId } from "react";
import { Button } from "./button";
import { Dialog } from "./dialog";

interface FormDialogProps {
  title: string;
  description: string;
  /** What the button says that sends the form, as Enter does. */
  submit: string;
  ready: boolean;
  busy: boolean;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** A few fields in a dialog, for as long as it is rendered. */
export function FormDialog({ submit, ready, busy, onSubmit, onClose, children, ...words }: FormDialogProps) {
  const id = useId();
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      {...words}
      footer={
        <>
          <Button variant="plain" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" type="submit" form={id} busy={busy} disabled={!ready}>
            {submit}
          </Button>
        </>
      }
    >
      <form
        id={id}
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) onSubmit();
        }}
      >
        {children}
      </form>
    </Dialog>
  );
}
