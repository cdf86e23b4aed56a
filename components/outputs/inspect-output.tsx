import clsx from "clsx";
import ChevronRight from "lucide-react/icons/chevron-right";
import { useState } from "react";
import type { InspectChild, InspectNode, InspectType } from "@/lib/kernel/display/inspect";
import type { RendererProps } from "./renderer-props";

const colors: Partial<Record<InspectType, string>> = {
  number: "text-(--code-number)",
  bigint: "text-(--code-number)",
  boolean: "text-(--code-number)",
  string: "text-(--code-string)",
  function: "text-(--code-function)",
  class: "text-(--code-type)",
  symbol: "text-(--code-keyword)",
  date: "text-(--code-type)",
  regexp: "text-(--code-string)",
  tensor: "text-(--code-type)",
  error: "text-danger",
  undefined: "text-faint",
  null: "text-faint",
  getter: "text-faint",
  circular: "text-faint",
  cut: "text-faint",
  promise: "text-faint",
};

const Leaf = ({ node }: { node: InspectNode }) => (
  <span className={clsx("break-words", colors[node.type])}>{node.text}</span>
);

/** A value as a tree that unfolds, in the words of a console. */
export default function InspectOutput({ value, inline }: RendererProps<InspectNode>) {
  if (!value.children)
    return (
      <span className="font-mono text-[13px] leading-5 whitespace-pre-wrap">
        <Leaf node={value} />
      </span>
    );
  return (
    <div className="max-h-[70vh] max-w-full overflow-auto font-mono text-[13px] leading-5">
      <Branch node={value} open={!inline && value.children.length > 0 && value.children.length <= 24} />
    </div>
  );
}

interface BranchProps {
  node: InspectNode;
  label?: string | InspectNode;
  open?: boolean;
}

/** What is within is put into the page only once it has been unfolded. */
function Branch({ node, label, open = false }: BranchProps) {
  const [isOpen, setOpen] = useState(open);
  const children = node.children ?? [];
  if (children.length === 0)
    return (
      <div className="pl-4">
        <Label label={label} />
        <span className="text-muted">{node.text}</span> {node.type === "array" ? "[]" : "{}"}
      </div>
    );
  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="flex list-none items-start rounded-sm">
        <ChevronRight
          size={12}
          aria-hidden
          className={clsx("mt-1 mr-1 shrink-0 text-faint transition-transform", isOpen && "rotate-90")}
        />
        <span className="min-w-0">
          <Label label={label} />
          <span className="text-muted">{node.text}</span>
          {!isOpen && <Preview node={node} />}
        </span>
      </summary>
      {isOpen && (
        <div className="ml-[5px] border-l border-line pl-2">
          {children.map((child, index) => (
            <Child key={index} child={child} />
          ))}
          {node.more && <div className="pl-4 text-faint">… {node.more} more</div>}
        </div>
      )}
    </details>
  );
}

const Child = ({ child }: { child: InspectChild }) =>
  child.value.children ? (
    <Branch node={child.value} label={child.key} />
  ) : (
    <div className="pl-4">
      <Label label={child.key} />
      <Leaf node={child.value} />
    </div>
  );

function Label({ label }: { label?: string | InspectNode }) {
  if (label === undefined) return null;
  return typeof label === "string" ? <span className="text-ink">{label}: </span> : <span>{label.text} → </span>;
}

const PREVIEW = 5;

/** The first things that a closed node holds. */
function Preview({ node }: { node: InspectNode }) {
  const children = node.children ?? [];
  const bare = node.type === "array" || node.type === "typed-array" || node.type === "set";
  const [open, close] = bare ? ["[", "]"] : ["{", "}"];
  return (
    <span className="text-faint">
      {" "}
      {open}
      {children.slice(0, PREVIEW).map(({ key, value }, index) => (
        <span key={index}>
          {index > 0 && ", "}
          {!bare && `${typeof key === "string" ? key : key.text}: `}
          <span className={colors[value.type]}>
            {value.text.length > 40 ? `${value.text.slice(0, 40)}…` : value.text}
          </span>
        </span>
      ))}
      {(children.length > PREVIEW || node.more) && ", …"}
      {close}
    </span>
  );
}
