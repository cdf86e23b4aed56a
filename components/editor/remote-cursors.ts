import type { editor } from "monaco-editor";
import * as Y from "yjs";
import { z } from "zod";
import { type OffsetSelection, unstick } from "@/lib/notebook/undo";

/** What others say of themselves is theirs to say, and may be anything. */
const remoteStateSchema = z.object({
  user: z.object({
    id: z.string(),
    name: z.string().max(200),
    color: z.string().regex(/^(#[0-9a-f]{6}|var\(--series-[1-8]\))$/i),
  }),
  selection: z.object({ cellId: z.string(), anchor: z.unknown(), head: z.unknown() }).nullish(),
});
export interface RemoteCursor extends OffsetSelection {
  clientId: number;
  name: string;
  color: string;
  /** Changes when that person moves the caret, not when others type before it. */
  key: string;
}

export interface AwarenessLike {
  readonly clientID: number;
  getStates(): Map<number, Record<string, unknown>>;
  setLocalStateField(field: string, value: unknown): void;
  on(event: "change", listener: (change: { added: number[]; updated: number[]; removed: number[] }) => void): void;
  off(event: "change", listener: (change: { added: number[]; updated: number[]; removed: number[] }) => void): void;
}

/** Others' carets in a cell's text. */
export function remoteCursors(awareness: AwarenessLike, cellId: string, text: Y.Text): RemoteCursor[] {
  return [...awareness.getStates()].flatMap(([clientId, state]) => {
    const parsed = clientId === awareness.clientID ? null : remoteStateSchema.safeParse(state);
    const selection = parsed?.success ? parsed.data.selection : null;
    if (!parsed?.success || selection?.cellId !== cellId) return [];
    const [at] = unstick(text, [{ anchor: relative(selection.anchor), head: relative(selection.head) }].flatMap(known));
    return at
      ? [
          {
            clientId,
            name: parsed.data.user.name,
            color: parsed.data.user.color,
            key: JSON.stringify(selection),
            ...at,
          },
        ]
      : [];
  });
}

function relative(json: unknown): Y.RelativePosition | null {
  try {
    return typeof json === "object" && json !== null ? Y.createRelativePositionFromJSON(json) : null;
  } catch {
    return null;
  }
}

function known({ anchor, head }: { anchor: Y.RelativePosition | null; head: Y.RelativePosition | null }) {
  return anchor && head ? [{ anchor, head }] : [];
}

/** Colours and names of people, as rules: decorations can only name classes. */
class PeopleStyles {
  readonly #sheet = new CSSStyleSheet();
  readonly #rules = new Map<number, string>();

  constructor() {
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.#sheet];
  }

  put({ clientId, name, color }: RemoteCursor): void {
    const rule = `.quire-person-${clientId} { --person: ${color}; --person-name: ${cssString(name)}; }`;
    if (this.#rules.get(clientId) === rule) return;
    this.#rules.set(clientId, rule);
    this.#sheet.replaceSync([...this.#rules.values()].join("\n"));
  }

  destroy(): void {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== this.#sheet);
  }
}

/** A name as a CSS string, whatever is in it. */
export const cssString = (text: string): string =>
  `"${text.replace(/[^\p{L}\p{N} ._-]/gu, (character) => `\\${character.codePointAt(0)!.toString(16)} `)}"`;

/** Draws others' carets and selections in an editor. */
export class CursorPainter {
  readonly #styles = new PeopleStyles();
  /** When a caret moves, its flag shows again: the class changes, so the fading starts over. */
  readonly #turns = new Map<number, { key: string; turn: number }>();

  paint(
    editor: editor.ICodeEditor,
    decorations: editor.IEditorDecorationsCollection,
    cursors: readonly RemoteCursor[],
  ): void {
    const model = editor.getModel();
    if (!model) return;
    decorations.set(cursors.flatMap((cursor) => this.#decorate(model, cursor)));
  }

  destroy(): void {
    this.#styles.destroy();
  }

  #decorate(model: editor.ITextModel, cursor: RemoteCursor): editor.IModelDeltaDecoration[] {
    this.#styles.put(cursor);
    const person = `quire-person-${cursor.clientId}`;
    const [anchor, head] = [model.getPositionAt(cursor.anchor), model.getPositionAt(cursor.head)];
    const [from, to] = cursor.anchor <= cursor.head ? [anchor, head] : [head, anchor];
    const turn = this.#turnOf(cursor);
    const edge = head.lineNumber === 1 ? " quire-caret-first" : "";
    const caret = {
      range: {
        startLineNumber: head.lineNumber,
        startColumn: head.column,
        endLineNumber: head.lineNumber,
        endColumn: head.column,
      },
      options: {
        description: "remote-caret",
        beforeContentClassName: `quire-caret quire-caret-${turn}${edge} ${person}`,
        stickiness: 1,
      },
    };
    if (cursor.anchor === cursor.head) return [caret];
    const selection = {
      range: {
        startLineNumber: from.lineNumber,
        startColumn: from.column,
        endLineNumber: to.lineNumber,
        endColumn: to.column,
      },
      options: { description: "remote-selection", className: `quire-remote-selection ${person}`, stickiness: 1 },
    };
    return [selection, caret];
  }

  #turnOf({ clientId, key }: RemoteCursor): number {
    const last = this.#turns.get(clientId);
    if (last?.key === key) return last.turn;
    const turn = ((last?.turn ?? 0) + 1) % 2;
    this.#turns.set(clientId, { key, turn });
    return turn;
  }
}
