import Boxes from "lucide-react/icons/boxes";
import Link from "next/link";
import { PublishButton } from "@/components/models/publish-button";
import { useShell } from "@/components/shell/app-shell";
import type { ModelDisplay } from "@/lib/kernel/display/model";
import type { RendererProps } from "./renderer-props";

const shapeText = (shape: readonly number[]): string =>
  `[${shape.map((side) => (side < 0 ? "batch" : side)).join(" × ")}]`;

/** A saved version, and what comes next: publishing it. That is a person's press, never the cell's. */
export default function ModelOutput({ value }: RendererProps<ModelDisplay>) {
  const { workspace } = useShell();
  const { name, number, runtime, runtimeNote, signature, run } = value;
  const [input, output] = [signature.inputs[0], signature.outputs[0]];
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-y border-line py-3">
      <div className="min-w-0">
        <p className="flex items-center gap-2">
          <Boxes size={16} aria-hidden className="text-accent" />
          <Link href={`/w/${workspace}/models/${name}`} className="rounded-sm text-base font-medium hover:text-accent">
            {name} <span className="font-normal text-faint">version {number}</span>
          </Link>
        </p>
        <p className="mt-0.5 text-xs text-muted">
          {input && <span className="font-mono">{shapeText(input.shape)}</span>}
          {output && <span className="font-mono"> → {shapeText(output.shape)}</span>}
          {" · "}
          <span title={runtimeNote}>{runtime === "onnx" ? "serves on ONNX Runtime" : "serves on TensorFlow.js"}</span>
          {run && (
            <>
              {" · from "}
              <Link href={`/w/${workspace}/runs/${run.id}`} className="rounded-sm hover:text-accent">
                {run.name} #{run.number}
              </Link>
            </>
          )}
        </p>
        {runtime === "tfjs" && runtimeNote && <p className="mt-0.5 text-xs text-warn">{runtimeNote}</p>}
      </div>
      <PublishButton workspace={workspace} name={name} version={number} />
    </div>
  );
}
