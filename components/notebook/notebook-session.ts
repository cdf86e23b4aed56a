import type { Api } from "@/components/trpc/client";
import { packageTypesOf } from "@/components/editor/package-types";
import { EditorSession } from "@/components/editor/session";
import type { OutputPlace } from "@/components/outputs/output-context";
import { KernelChoice } from "@/components/shared-session/kernel-choice";
import { SharedKernel } from "@/components/shared-session/shared-kernel";
import { toast } from "@/components/ui/toast";
import type { Hello } from "@/lib/collab/protocol";
import type { KernelPlace } from "@/lib/kernel/sandbox/place";
import type { Backend } from "@/lib/protocol/device";
import { type Fix, isFreeName } from "@/lib/graph/fixes";
import type { CellHold } from "@/lib/graph/notebook-graph";
import { setCellSetting } from "@/lib/notebook/edit";
import { smallestEdit } from "@/lib/notebook/smallest-edit";
import { RESULT_NAME_SETTING } from "@/lib/notebook/doc";
import { FollowSetting, HOLD_SETTING, writeFollow } from "@/lib/notebook/run-settings";
import { CellList } from "@/lib/notebook/observe";
import { NotebookUndo } from "@/lib/notebook/undo";
import { BlobTransfer } from "./blob-transfer";
import { CellActions } from "./cell-actions";
import { copiedCells, copyCells } from "./cell-clipboard";
import { CellDisplay } from "./cell-display";
import { NotebookFind } from "./find/notebook-find";
import { CellStates } from "./cell-states";
import type { CollabClient } from "./collab-client";
import { ExecutionStore } from "./execution-store";
import { trpcTransport } from "./execution-transport";
import { NotebookInputs } from "./notebook-inputs";
import { NotebookUi } from "./notebook-ui";
import { outputsOf } from "./outputs-store";
import { PageKernel } from "./page-kernel";
import { ResultColumns } from "./result-columns";
import { SqlTables } from "./sql-tables";
import { PeopleStore } from "./people-store";
import { SecretNames } from "./secret-names";

export interface SessionOptions {
  api: Api;
  workspace: string;
  notebookId: string;
  user: Hello["user"];
  readOnly: boolean;
  place: KernelPlace;
}

/**
 * An open notebook: its document and connection, its editors, what its cells showed, this person's kernel, selection and
 * commands. Lives outside React; the page makes one and ends it.
 */
export class NotebookSession {
  readonly readOnly: boolean;
  readonly ui = new NotebookUi();
  readonly cells: CellList;
  readonly editor: EditorSession;
  readonly executions: ExecutionStore;
  readonly outputs: ReturnType<typeof outputsOf>;
  readonly inputs: NotebookInputs;
  readonly kernelOf: PageKernel;
  /** The notebook's shared session, if it has one. */
  readonly shared: SharedKernel;
  /** The one of both that cells run in. */
  readonly kernels: KernelChoice;
  readonly cellStates: CellStates;
  readonly people: PeopleStore;
  readonly actions: CellActions;
  readonly followSetting: FollowSetting;
  readonly undo: NotebookUndo;
  readonly find: NotebookFind;
  readonly display: CellDisplay;
  readonly #columns: ResultColumns;
  readonly #tables: SqlTables;
  readonly #secrets: SecretNames | undefined;
  readonly #stopTelling: () => void;
  readonly #stopPreferring: () => void;

  /** `collab` has loaded the document, and is the session's from here on. */
  constructor(
    readonly collab: CollabClient,
    readonly options: SessionOptions,
  ) {
    const { api, workspace, notebookId, user, readOnly, place } = options;
    this.readOnly = readOnly;
    this.cells = new CellList(this.doc);
    this.followSetting = new FollowSetting(this.doc);
    this.undo = new NotebookUndo(this.doc);
    this.executions = new ExecutionStore({
      transport: trpcTransport(api, workspace, notebookId),
      notebookId,
      me: user,
    });
    this.#columns = new ResultColumns(this.executions, this.cells);
    this.#tables = new SqlTables({
      api,
      workspace,
      cells: this.cells,
      columns: this.#columns,
      viewer: () => this.outputsHere.viewer,
    });
    this.#secrets = readOnly ? undefined : new SecretNames(api, workspace, notebookId);
    this.editor = new EditorSession({
      doc: this.doc,
      undo: this.undo,
      awareness: this.collab.provider.awareness,
      readOnly,
      packages: packageTypesOf(this.doc, (hash) => `/blobs/${workspace}/${hash}`),
      secrets: this.#secrets,
      resultColumns: this.#columns,
      sqlTables: (query) => this.#tables.known(query),
      onReveal: (cellId) => this.reveal(cellId, true),
    });
    this.outputs = outputsOf(this.executions);
    this.inputs = new NotebookInputs({
      doc: this.doc,
      blobs: new BlobTransfer(workspace),
      notebookId,
      userId: user.id,
      readOnly,
      own: localStorage,
    });
    this.kernelOf = new PageKernel({
      api,
      workspace,
      notebookId,
      doc: this.doc,
      executions: this.executions,
      inputs: this.inputs,
      place,
    });
    this.shared = new SharedKernel({
      api,
      workspace,
      notebookId,
      graph: this.kernelOf.graph,
      saved: () => this.collab.saved(),
    });
    this.kernels = new KernelChoice({ own: this.kernelOf, shared: this.shared, me: user.id, readOnly });
    this.inputs.onChange = (ref, value, how) => this.kernels.setInput(ref, value, how);
    this.cellStates = new CellStates({ cells: this.cells, executions: this.executions, local: this.kernels });
    this.#stopPreferring = this.shared.subscribe(() => this.executions.prefer(this.shared.sessionId));
    this.people = new PeopleStore(this.collab, (cellId) => this.reveal(cellId, false));
    this.actions = new CellActions({
      doc: this.doc,
      ui: this.ui,
      undo: this.undo,
      isFree: (name) => isFreeName(this.kernelOf.graph.getSnapshot(), name),
    });
    this.find = new NotebookFind(this);
    this.display = new CellDisplay(this, this.undo.structure);
    this.#stopTelling = this.ui.subscribe(() => this.#tellPlace());
  }

  get doc() {
    return this.collab.doc;
  }

  get kernel() {
    return this.kernels.state;
  }

  /** Of the kernel that cells run in. */
  get outputsHere(): OutputPlace {
    return this.kernels.outputPlace;
  }

  // --- running ---

  run(cellId: string): void {
    this.#run([cellId]);
  }

  /** Text cells run by being typeset. */
  runSelected(): void {
    this.#run(this.actions.selected);
    this.ui.leave();
  }

  runAndAdvance(): void {
    const { selected } = this.actions;
    this.#run(selected);
    const order = this.cells.getSnapshot().map(({ id }) => id);
    const isLast = selected.at(-1) === order.at(-1);
    if (isLast && !this.readOnly) this.edit(this.actions.insert("end", "ts"));
    else this.ui.select(order[order.indexOf(selected.at(-1) ?? "") + 1] ?? null);
  }

  runAndInsert(): void {
    if (this.readOnly) return;
    this.#run(this.actions.selected);
    this.edit(this.actions.insertBeside("below"));
  }

  runAll(): void {
    this.#run(this.#codeCells(), true);
  }

  runAbove(cellId: string | null): void {
    const order = this.cells.getSnapshot().map(({ id }) => id);
    const code = new Set(this.#codeCells());
    this.#run(
      order.slice(0, order.indexOf(cellId ?? "")).filter((id) => code.has(id)),
      true,
    );
  }

  runStale(): void {
    const states = this.cellStates.getSnapshot();
    this.#run(
      this.#codeCells().filter((id) => states.of(id).state === "stale"),
      true,
    );
  }

  /** What went with an ended kernel. */
  runLost(): void {
    if (!this.readOnly) this.kernels.runLost();
  }

  /** Runs a continued cell again as a fresh kernel would: after the cells whose values it found changed. */
  startOver(cellId: string): void {
    if (!this.readOnly) this.kernels.startOver(cellId);
  }

  /** Writes the fix as one step that undo takes back, and runs the cell where somebody has tried to. */
  applyFix(cellId: string, fix: Fix): void {
    const before = new Map(this.actions.sources.map(({ id, source }) => [id, source]));
    this.editor.applyEdits(
      [...fix.texts].map(([id, text]) => ({ cellId: id, ...smallestEdit(before.get(id) ?? "", text) })),
    );
    for (const [id, name] of fix.resultNames ?? []) this.nameResult(id, name);
    const tried = this.cellStates.getSnapshot().of(cellId).state === "failed";
    if (fix.merge) this.actions.merge([...fix.merge]);
    if (tried) this.run(fix.merge?.[0] ?? cellId);
  }

  /** Pins or disables cells, or lets them go. */
  hold(cellIds: readonly string[], hold: CellHold | null): void {
    if (this.readOnly) return;
    this.doc.transact(() => {
      for (const id of cellIds) setCellSetting(this.doc, id, HOLD_SETTING, hold);
    }, this.undo.structure);
  }

  #cell(cellId: string | null) {
    return this.cells.getSnapshot().find(({ id }) => id === cellId);
  }

  /** What the result of an SQL cell is called; empty: nothing. */
  nameResult(cellId: string, name: string): void {
    if (!this.readOnly) setCellSetting(this.doc, cellId, RESULT_NAME_SETTING, name, this.undo.structure);
  }

  setFollow(follow: boolean): void {
    if (!this.readOnly) writeFollow(this.doc, follow, this.undo.structure);
  }

  stop(cellId: string): void {
    this.kernels.stop(cellId);
  }

  interrupt(): void {
    this.kernels.interrupt();
  }

  restart(): void {
    this.kernels.restart();
  }

  setBackend(backend: "auto" | Backend): void {
    this.kernels.setBackend(backend);
  }

  /** Every way to run passes here: keys reach it from an editor that a viewer looks at, too. */
  #run(cellIds: readonly string[], sweep = false): void {
    if (!this.readOnly) this.kernels.run(cellIds, sweep);
  }

  #codeCells(): string[] {
    return this.cells.getSnapshot().flatMap(({ id, type }) => (type === "md" ? [] : [id]));
  }

  // --- moving about ---

  edit(cellId: string | null): void {
    if (cellId !== null && !this.readOnly) this.ui.edit(cellId);
  }

  /** Brings a cell to where it can be seen; on the way its section unfolds. */
  reveal(cellId: string, edit: boolean): void {
    for (const folded of this.ui.getSnapshot().collapsed) this.ui.fold(folded, false);
    if (edit) this.edit(cellId);
    else this.ui.select(cellId);
    requestAnimationFrame(() =>
      document.querySelector(`[data-cell="${CSS.escape(cellId)}"]`)?.scrollIntoView({ block: "nearest" }),
    );
  }

  goToLine(cellId: string, line: number): void {
    const cell = this.#cell(cellId);
    if (!cell) return;
    const before = cell.text
      .toJSON()
      .split("\n")
      .slice(0, line - 1);
    this.editor.reveal(cellId, { start: before.reduce((sum, text) => sum + text.length + 1, 0), length: 0 });
  }

  /** To the next cell, or the one before, that failed or is stale; around the end. */
  goToProblem(step: -1 | 1): void {
    const states = this.cellStates.getSnapshot();
    const order = this.cells.getSnapshot().map(({ id }) => id);
    const at = order.indexOf(this.actions.active ?? "");
    const from = at < 0 && step < 0 ? 0 : at;
    for (let i = 1; i <= order.length; i++) {
      const id = order[(from + step * i + order.length * 2) % order.length] ?? "";
      if (["failed", "stale"].includes(states.of(id).state)) return this.reveal(id, false);
    }
    toast.message("No cell has failed or is stale.");
  }

  // --- the clipboard ---

  copyCells(): void {
    void copyCells(this.actions.clips());
  }

  cutCells(): void {
    this.copyCells();
    this.actions.delete();
  }

  async pasteCells(): Promise<void> {
    const cells = await copiedCells();
    if (cells.length === 0) toast.message("The clipboard holds neither cells nor text.");
    else if (!this.readOnly) this.actions.paste(cells);
  }

  follow(userId: string | null): void {
    this.people.follow(userId);
  }

  deleteCells(ids: readonly string[]): void {
    if (this.readOnly || ids.length === 0) return;
    this.actions.delete([...ids]);
    const step = this.actions.lastStep;
    toast.undo(ids.length === 1 ? "The cell is deleted." : `${ids.length} cells are deleted.`, () =>
      this.actions.takeBack(step),
    );
  }

  #tellPlace(): void {
    this.collab.setCell(this.ui.getSnapshot().active);
    if (!this.ui.getSnapshot().editing) this.collab.setSelection(null);
  }

  destroy(): void {
    this.#stopTelling();
    this.find.destroy();
    this.people.destroy();
    this.cellStates.destroy();
    this.inputs.destroy();
    this.#stopPreferring();
    this.kernels.destroy();
    this.shared.destroy();
    this.kernelOf.destroy();
    this.#columns.destroy();
    this.#secrets?.destroy();
    this.executions.destroy();
    this.editor.destroy();
    this.undo.destroy();
    this.cells.destroy();
    this.collab.destroy();
  }
}
