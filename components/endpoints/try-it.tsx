"use client";
import { useMutation } from "@tanstack/react-query";
import { useMemo } from "react";
import { errorText } from "@/components/trpc/error-text";
import { useTRPC } from "@/components/trpc/context";
import { Tabs } from "@/components/ui/tabs";
import type { Signature } from "@/lib/protocol/model";
import { exampleRow } from "@/lib/serving/snippets";
import { inShape, type TryForm, tryForm } from "@/lib/serving/try-form";
import { DrawingPad } from "./drawing-pad";
import { type Json, JsonField } from "./json-field";
import { NumberFields } from "./number-fields";
import { PredictionView } from "./prediction-view";

interface TryItProps {
  workspace: string;
  name: string;
  signature: Signature;
}

/** Asks the endpoint from the page, in the form that its input suggests; JSON is always there. */
export function TryIt({ workspace, name, signature }: TryItProps) {
  const trpc = useTRPC();
  const attempt = useMutation(trpc.endpoints.try.mutationOptions({ onError: () => undefined }));
  const form = useMemo(() => tryForm(signature), [signature]);
  const send = (body: Json) => attempt.mutate({ workspace, name, body });
  const sendRow = (values: number[], shape: readonly number[]) => send({ instances: [inShape(values, shape) as Json] });
  const json = <JsonField start={{ instances: [exampleRow(signature)] }} busy={attempt.isPending} onSend={send} />;
  const suggested = suggestedForm(form, signature, attempt.isPending, sendRow, () => attempt.reset());
  return (
    <div className="grid gap-8 md:grid-cols-2">
      <div>
        {suggested ? (
          <Tabs
            label="Ways to give a row"
            tabs={[
              { value: "form", label: form.kind === "drawing" ? "Draw" : "Fields", content: suggested },
              { value: "json", label: "JSON", content: json },
            ]}
          />
        ) : (
          json
        )}
      </div>
      <div aria-live="polite">
        {attempt.error ? (
          <p role="alert" className="border-l-2 border-danger pl-3 [overflow-wrap:anywhere]">
            {errorText(attempt.error).message}
          </p>
        ) : attempt.data ? (
          <PredictionView text={attempt.data.text} ms={attempt.data.ms} labels={signature.labels} />
        ) : (
          <p className="text-muted">The answer appears here.</p>
        )}
      </div>
    </div>
  );
}

function suggestedForm(
  form: TryForm,
  signature: Signature,
  busy: boolean,
  send: (values: number[], shape: readonly number[]) => void,
  reset: () => void,
) {
  if (form.kind === "json") return null;
  if (form.kind === "drawing")
    return (
      <DrawingPad size={form.size} full={form.full} onDraw={(pixels) => send(pixels, form.shape)} onClear={reset} />
    );
  const row = exampleRow(signature);
  const example = Array.isArray(row) ? row.map(Number) : [];
  return (
    <NumberFields
      labels={form.labels}
      example={example}
      busy={busy}
      onSend={(values) => send(values, [values.length])}
    />
  );
}
