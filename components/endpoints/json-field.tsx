"use client";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { TextArea } from "@/components/ui/text-field";
import { z } from "zod";

export type Json = z.infer<ReturnType<typeof z.json>>;

function parse(text: string): { body: Json } | { problem: string } {
  try {
    return { body: z.json().parse(JSON.parse(text)) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : "This is not JSON." };
  }
}

/** The body as it goes over the wire. */
export function JsonField({ start, busy, onSend }: { start: Json; busy: boolean; onSend: (body: Json) => void }) {
  const [text, setText] = useState(() => JSON.stringify(start));
  const parsed = parse(text);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if ("body" in parsed) onSend(parsed.body);
  };
  return (
    <form onSubmit={submit} className="space-y-3">
      <TextArea
        label="Body"
        mono
        rows={8}
        value={text}
        spellCheck={false}
        error={"problem" in parsed ? parsed.problem : undefined}
        onChange={(event) => setText(event.target.value)}
      />
      <Button type="submit" variant="primary" busy={busy} disabled={"problem" in parsed}>
        Predict
      </Button>
    </form>
  );
}
