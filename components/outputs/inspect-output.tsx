import clsx from "clsx";
import ChevronRight from "lucide-react/icons/chevron-right";
import { type ReactNode, useState } from "react";
import type { InspectChild, InspectNode, InspectType } from "@/lib/kernel/display/inspect-node";
import { count, counted } from "@/lib/format/number";
import { errorText } from "@/components/trpc/error-text";
import { useOutputPlace } from "./output-context";
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

const PAGE = 100;
const TEXT_PAGE = 50_000;

const Leaf = ({ node }: { node: InspectNode }) => (
  <span className={clsx("break-words", colors[node.type])}>{node.text}</span>
);

/** A value as a tree that unfolds, in the words of a console. What was left out comes from the kernel, while it lives. */
export default function InspectOutput({ value, inline }: Pick<RendererProps<InspectNode>, "value" | "inline">) {
  if (!value.children)
    return (
      <div className={clsx("font-mono text-[13px] leading-5 whitespace-pre-wrap", inline && "inline")}>
        <Childless node={value} />
      </div>
    );
  return (
    <div className="max-h-(--output-height,70vh) max-w-full overflow-auto font-mono text-[13px] leading-5">
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
  if (children.length === 0 && !node.more)
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
          <Children nodes={children} />
          {node.more && <More of={node} shown={children.filter(({ inherited }) => !inherited).length} />}
        </div>
      )}
    </details>
  );
}

function Children({ nodes }: { nodes: readonly InspectChild[] }) {
  return nodes.map((child, index) => <Child key={index} child={child} />);
}

const Child = ({ child }: { child: InspectChild }) =>
  child.value.children ? (
    <Branch node={child.value} label={child.key} />
  ) : (
    <div className="pl-4">
      <Label label={child.key} faint={child.inherited} />
      <Childless node={child.value} />
    </div>
  );

/** What holds nothing, or nothing yet: a getter to be read, an object too deep to have been followed, the start of a text. */
function Childless({ node }: { node: InspectNode }) {
  const { viewer } = useOutputPlace();
  const [ask, state] = useAsking<InspectNode>();
  if (state.value) return state.value.children ? <Branch node={state.value} open /> : <Childless node={state.value} />;
  if (node.type === "string" || node.type === "bigint") return <LongText node={node} />;
  const { ref } = node;
  if (ref === undefined || !viewer) return <Leaf node={node} />;
  return (
    <>
      <button
        type="button"
        title={node.type === "getter" ? "Read it" : "Look into it"}
        onClick={() => ask(() => viewer.view("node", { ref }))}
        className={clsx(
          "rounded-sm underline decoration-dotted underline-offset-2 hover:text-accent",
          colors[node.type],
        )}
      >
        {node.text}
      </button>
      <Trouble>{state.trouble}</Trouble>
    </>
  );
}

/** Only the start of a long text travels. */
function LongText({ node }: { node: InspectNode }) {
  const { viewer } = useOutputPlace();
  const [text, setText] = useState("");
  const [ask, state] = useAsking<{ text: string; more: number }>();
  const { ref, more } = node;
  const left = state.value?.more ?? more ?? 0;
  const from = Number(/\((\d+) characters\)$/.exec(node.text)?.[1] ?? 0) - left;
  return (
    <>
      <Leaf node={node} />
      {text && <span className={clsx("break-words", colors[node.type])}>{text}</span>}
      {left > 0 && ref !== undefined && viewer && (
        <MoreButton
          busy={state.busy}
          onClick={() =>
            ask(async () => {
              const part = await viewer.view("text", { ref, from, count: TEXT_PAGE });
              setText((before) => before + part.text);
              return part;
            })
          }
        >
          {count(Math.min(left, TEXT_PAGE))} characters more
        </MoreButton>
      )}
      <Trouble>{state.trouble}</Trouble>
    </>
  );
}

/** The rest of a long list: a page at a time from the kernel, or how much there was. */
function More({ of, shown }: { of: InspectNode; shown: number }) {
  const { viewer } = useOutputPlace();
  const [further, setFurther] = useState<InspectChild[]>([]);
  const [ask, state] = useAsking<{ more: number }>();
  const { ref, more = 0 } = of;
  const left = state.value?.more ?? more;
  const from = shown + further.length;
  const next = () =>
    ask(async () => {
      const page = await viewer!.view("children", { ref: ref ?? "", from, count: PAGE });
      setFurther((before) => [...before, ...page.children]);
      return page;
    });
  return (
    <>
      <Children nodes={further} />
      {left > 0 && (
        <div className="pl-4 text-faint">
          … {count(left)} more{" "}
          {ref !== undefined && viewer ? (
            <MoreButton busy={state.busy} onClick={next}>
              show {count(Math.min(left, PAGE))}
            </MoreButton>
          ) : (
            <span className="font-sans text-xs">({counted(shown, "item")} kept)</span>
          )}
          <Trouble>{state.trouble}</Trouble>
        </div>
      )}
    </>
  );
}

function MoreButton({ busy, onClick, children }: { busy: boolean; onClick: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      disabled={busy}
      onClick={onClick}
      className="rounded-sm px-1 font-sans text-xs text-accent hover:underline disabled:opacity-60"
    >
      {children}
    </button>
  );
}

const Trouble = ({ children }: { children: string | null }) =>
  children && <span className="pl-2 font-sans text-xs text-warn">{children}</span>;

interface Asking<T> {
  busy: boolean;
  value: T | null;
  trouble: string | null;
}

function useAsking<T>(): [(question: () => Promise<T>) => void, Asking<T>] {
  const [state, setState] = useState<Asking<T>>({ busy: false, value: null, trouble: null });
  const ask = (question: () => Promise<T>) => {
    setState((before) => ({ ...before, busy: true, trouble: null }));
    question().then(
      (value) => setState({ busy: false, value, trouble: null }),
      (error: unknown) => setState((before) => ({ ...before, busy: false, trouble: errorText(error).message })),
    );
  };
  return [ask, state];
}

function Label({ label, faint }: { label?: string | InspectNode; faint?: boolean }) {
  if (label === undefined) return null;
  if (typeof label === "string") return <span className={faint ? "text-faint" : "text-ink"}>{label}: </span>;
  return <span>{label.text} → </span>;
}

const PREVIEW = 5;

/** The first things that a closed node holds. */
function Preview({ node }: { node: InspectNode }) {
  const children = (node.children ?? []).filter(({ inherited }) => !inherited);
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
