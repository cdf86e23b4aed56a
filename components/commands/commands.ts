/**
 * Every command and key of the application, in one table: the keyboard, the palette, the help and all shortcut hints are
 * drawn from it. Keys follow JupyterLab where it has one. "Mod" is Ctrl, or Cmd on a Mac; "d d" is two presses.
 */

/**
 * When its keys work: `any`time, on a notebook in `command` mode (a cell selected), in `edit` mode (a caret in a cell), in `both`, in the
 * `find` bar, anywhere on the `notebook`: in all three and in the panels beside it, or while its versions are compared (`history`);
 * or on the `list` of notebooks.
 */
export type CommandMode = "any" | "command" | "edit" | "both" | "find" | "notebook" | "history" | "list";

export const commandGroups = [
  "Run",
  "Cells",
  "Move about",
  "Find",
  "Kernel",
  "View",
  "Notebook",
  "Go to",
  "Help",
] as const;
export type CommandGroup = (typeof commandGroups)[number];

interface CommandSpec {
  title: string;
  group: CommandGroup;
  mode: CommandMode;
  keys?: readonly string[];
  /** Keys that the browser itself turns into this: shown, not bound. */
  browserKeys?: readonly string[];
  /** The editor takes its keys itself: they are shown, not bound. */
  editorKeys?: true;
  /** Known to the keyboard only: of no use in the palette. */
  keyOnly?: true;
}

const spec = <const Table extends Record<string, CommandSpec>>(table: Table): Table => table;

export const commands = spec({
  "run.advance": { title: "Run the cell and go to the next", group: "Run", mode: "both", keys: ["Shift+Enter"] },
  "run.stay": { title: "Run the cell", group: "Run", mode: "both", keys: ["Mod+Enter"] },
  "run.insert": { title: "Run the cell and insert one below", group: "Run", mode: "both", keys: ["Alt+Enter"] },
  "run.all": { title: "Run all cells", group: "Run", mode: "both", keys: ["Mod+Shift+Enter"] },
  "run.above": { title: "Run all cells above", group: "Run", mode: "command" },
  "run.server": { title: "Run the cell on a server", group: "Run", mode: "command" },
  "run.handOver": {
    title: "Let trainings go on on a server when the page closes, or not",
    group: "Run",
    mode: "command",
  },
  "run.stale": { title: "Run stale cells", group: "Run", mode: "command", keys: ["Shift+S"] },

  "cell.edit": { title: "Edit the cell", group: "Cells", mode: "command", keys: ["Enter"], keyOnly: true },
  "cell.leave": { title: "Leave editing", group: "Cells", mode: "edit", keys: ["Escape"], keyOnly: true },
  "cell.insertAbove": { title: "Insert a cell above", group: "Cells", mode: "command", keys: ["a"] },
  "cell.insertBelow": { title: "Insert a cell below", group: "Cells", mode: "command", keys: ["b"] },
  "cell.delete": { title: "Delete cells", group: "Cells", mode: "command", keys: ["d d"] },
  "cell.undo": { title: "Undo your last change", group: "Cells", mode: "command", keys: ["z", "Mod+z"] },
  "cell.redo": {
    title: "Redo your last change",
    group: "Cells",
    mode: "command",
    keys: ["Shift+Z", "Mod+Shift+Z"],
  },
  "cell.cut": { title: "Cut cells", group: "Cells", mode: "command", keys: ["x"], browserKeys: ["Mod+x"] },
  "cell.copy": { title: "Copy cells", group: "Cells", mode: "command", keys: ["c"], browserKeys: ["Mod+c"] },
  "cell.paste": { title: "Paste cells below", group: "Cells", mode: "command", keys: ["v"], browserKeys: ["Mod+v"] },
  "cell.duplicate": { title: "Duplicate cells", group: "Cells", mode: "command" },
  "cell.toMarkdown": { title: "Change to Markdown", group: "Cells", mode: "command", keys: ["m"] },
  "cell.toCode": { title: "Change to TypeScript", group: "Cells", mode: "command", keys: ["y"] },
  "cell.toSql": { title: "Change to SQL", group: "Cells", mode: "command", keys: ["q"] },
  "cell.heading1": { title: "Make it a heading 1", group: "Cells", mode: "command", keys: ["1"] },
  "cell.heading2": { title: "Make it a heading 2", group: "Cells", mode: "command", keys: ["2"] },
  "cell.heading3": { title: "Make it a heading 3", group: "Cells", mode: "command", keys: ["3"] },
  "cell.heading4": { title: "Make it a heading 4", group: "Cells", mode: "command", keys: ["4"], keyOnly: true },
  "cell.heading5": { title: "Make it a heading 5", group: "Cells", mode: "command", keys: ["5"], keyOnly: true },
  "cell.heading6": { title: "Make it a heading 6", group: "Cells", mode: "command", keys: ["6"], keyOnly: true },
  "cell.hideCode": { title: "Hide or show the code", group: "Cells", mode: "command", keys: ["Shift+H"] },
  "cell.hideOutput": { title: "Hide or show the output", group: "Cells", mode: "command", keys: ["o"] },
  "cell.parameters": { title: "Make it the parameters cell, or no longer", group: "Cells", mode: "command" },
  "cell.merge": { title: "Merge cells", group: "Cells", mode: "command", keys: ["Shift+M"] },
  "cell.split": { title: "Split the cell at the caret", group: "Cells", mode: "edit", keys: ["Ctrl+Shift+-"] },
  "cell.format": { title: "Format the cell", group: "Cells", mode: "both", keys: ["Shift+Alt+F"] },
  "notebook.format": { title: "Format all cells", group: "Cells", mode: "both", keys: ["Mod+Shift+Alt+F"] },
  "cell.fix": {
    title: "Show fixes for the problem at the caret",
    group: "Cells",
    mode: "edit",
    keys: ["Mod+."],
    editorKeys: true,
  },
  "cell.rename": {
    title: "Rename the name at the caret in all cells",
    group: "Cells",
    mode: "edit",
    keys: ["Shift+F6"],
  },
  "cell.complete": {
    title: "Complete the name at the caret",
    group: "Cells",
    mode: "edit",
    keys: ["Tab"],
    editorKeys: true,
  },
  "cell.hover": {
    title: "Say what stands at the caret",
    group: "Cells",
    mode: "edit",
    keys: ["Shift+Tab"],
    editorKeys: true,
  },
  "cell.definition": {
    title: "Go to the definition",
    group: "Cells",
    mode: "edit",
    keys: ["F12"],
    editorKeys: true,
  },
  "cell.references": {
    title: "Find all uses in the cells",
    group: "Cells",
    mode: "edit",
    keys: ["Shift+F12"],
    editorKeys: true,
  },
  "cell.moveUp": { title: "Move cells up", group: "Cells", mode: "both", keys: ["Ctrl+Shift+ArrowUp"] },
  "cell.moveDown": { title: "Move cells down", group: "Cells", mode: "both", keys: ["Ctrl+Shift+ArrowDown"] },

  "select.previous": {
    title: "Select the cell above",
    group: "Move about",
    mode: "command",
    keys: ["k", "ArrowUp"],
    keyOnly: true,
  },
  "select.next": {
    title: "Select the cell below",
    group: "Move about",
    mode: "command",
    keys: ["j", "ArrowDown"],
    keyOnly: true,
  },
  "select.all": { title: "Select all cells", group: "Move about", mode: "command", keys: ["Mod+a"] },
  "select.nextProblem": {
    title: "Go to the next failed or stale cell",
    group: "Move about",
    mode: "command",
    keys: ["F8"],
  },
  "select.previousProblem": {
    title: "Go to the failed or stale cell before",
    group: "Move about",
    mode: "command",
    keys: ["Shift+F8"],
  },
  "select.extendUp": {
    title: "Extend the selection up",
    group: "Move about",
    mode: "command",
    keys: ["Shift+K", "Shift+ArrowUp"],
    keyOnly: true,
  },
  "select.extendDown": {
    title: "Extend the selection down",
    group: "Move about",
    mode: "command",
    keys: ["Shift+J", "Shift+ArrowDown"],
    keyOnly: true,
  },
  "section.collapse": { title: "Collapse the section", group: "Move about", mode: "command", keys: ["ArrowLeft"] },
  "section.expand": { title: "Expand the section", group: "Move about", mode: "command", keys: ["ArrowRight"] },

  "find.open": { title: "Find in all cells", group: "Find", mode: "notebook", keys: ["Mod+f"] },
  "find.replace": { title: "Replace in all cells", group: "Find", mode: "notebook", keys: ["Mod+h", "Mod+Alt+f"] },
  "find.next": { title: "Go to the next match", group: "Find", mode: "notebook", keys: ["Mod+g", "F3"] },
  "find.previous": {
    title: "Go to the match before",
    group: "Find",
    mode: "notebook",
    keys: ["Mod+Shift+G", "Shift+F3"],
  },
  "find.matchCase": { title: "Find: match case", group: "Find", mode: "find", keys: ["Alt+c"] },
  "find.wholeWord": { title: "Find: whole words", group: "Find", mode: "find", keys: ["Alt+w"] },
  "find.regex": { title: "Find: regular expression", group: "Find", mode: "find", keys: ["Alt+r"] },
  "find.forward": { title: "Go on, from the field", group: "Find", mode: "find", keys: ["Enter"], keyOnly: true },
  "find.back": { title: "Go back, from the field", group: "Find", mode: "find", keys: ["Shift+Enter"], keyOnly: true },
  "find.replaceOne": { title: "Replace this match", group: "Find", mode: "find", keys: ["Mod+Enter"] },
  "find.replaceAll": { title: "Replace all matches", group: "Find", mode: "find", keys: ["Mod+Alt+Enter"] },
  "find.close": { title: "Close find, and go to the match", group: "Find", mode: "find", keys: ["Escape"] },

  "kernel.interrupt": { title: "Interrupt the kernel", group: "Kernel", mode: "command", keys: ["i i"] },
  "kernel.own": { title: "Run cells in your own kernel", group: "Kernel", mode: "command" },
  "kernel.shared": { title: "Run cells in a shared session, on a server", group: "Kernel", mode: "command" },
  "kernel.restart": { title: "Restart the kernel", group: "Kernel", mode: "command", keys: ["0 0"] },

  "view.lineNumbers": { title: "Show or hide line numbers", group: "View", mode: "command", keys: ["Shift+L"] },
  "view.contents": { title: "Show or hide the contents", group: "View", mode: "command", keys: ["Shift+O"] },
  "view.history": { title: "Show or hide the history", group: "View", mode: "command", keys: ["Shift+Y"] },
  "history.name": { title: "Name this version of the notebook", group: "View", mode: "any" },
  "history.close": { title: "Close the comparison of versions", group: "View", mode: "history", keys: ["Escape"] },
  "view.variables": { title: "Show or hide the variables", group: "View", mode: "command", keys: ["Shift+V"] },
  "view.stateMap": { title: "Show or hide the map of states", group: "View", mode: "command" },
  "view.hideAllCode": { title: "Hide all code", group: "View", mode: "command" },
  "view.showAllCode": { title: "Show all code", group: "View", mode: "command" },
  "view.hideAllOutputs": { title: "Hide all outputs", group: "View", mode: "command" },
  "view.showAllOutputs": { title: "Show all outputs", group: "View", mode: "command" },
  "view.theme": { title: "Switch between light and dark", group: "View", mode: "any" },

  "notebook.share": { title: "Share the workspace", group: "Notebook", mode: "any" },
  "notebook.rename": { title: "Rename the notebook", group: "Notebook", mode: "any", keys: ["F2"] },
  "notebook.schedules": { title: "Schedules of the notebook", group: "Notebook", mode: "any" },
  "notebook.duplicate": { title: "Duplicate the notebook", group: "Notebook", mode: "any" },
  "notebook.exportModule": { title: "Export as TypeScript (.nb.ts)", group: "Notebook", mode: "any" },
  "notebook.exportJupyter": { title: "Export for Jupyter (.ipynb)", group: "Notebook", mode: "any" },
  "notebook.exportMarkdown": { title: "Export as Markdown (.md)", group: "Notebook", mode: "any" },
  "notebook.exportPage": { title: "Export as a page (.html)", group: "Notebook", mode: "any" },
  "notebook.print": { title: "Print, or save as PDF", group: "Notebook", mode: "notebook", keys: ["Mod+p"] },
  "notebook.import": { title: "Import a notebook", group: "Notebook", mode: "any" },
  "notebook.saved": {
    title: "Say whether all is saved",
    group: "Notebook",
    mode: "both",
    keys: ["Mod+s"],
    keyOnly: true,
  },

  "notebook.create": { title: "New notebook", group: "Go to", mode: "any" },
  "home.search": { title: "Search notebooks", group: "Go to", mode: "any", keys: ["/"] },
  "home.select": {
    title: "Select the notebook, or no longer",
    group: "Go to",
    mode: "list",
    keys: ["x"],
    keyOnly: true,
  },
  "home.selectRange": {
    title: "Select the notebooks up to here",
    group: "Go to",
    mode: "list",
    keys: ["Shift+X"],
    keyOnly: true,
  },
  "home.clearSelection": { title: "Select no notebook", group: "Go to", mode: "list", keys: ["Escape"], keyOnly: true },
  "go.notebooks": { title: "Notebooks", group: "Go to", mode: "any" },
  "go.bin": { title: "Deleted notebooks", group: "Go to", mode: "any" },
  "go.runs": { title: "Runs", group: "Go to", mode: "any" },
  "go.datasets": { title: "Datasets", group: "Go to", mode: "any" },
  "go.models": { title: "Models", group: "Go to", mode: "any" },
  "go.endpoints": { title: "Endpoints", group: "Go to", mode: "any" },
  "go.settings": { title: "Settings", group: "Go to", mode: "any" },
  "go.account": { title: "Your account", group: "Go to", mode: "any" },
  "go.doctor": { title: "Doctor", group: "Go to", mode: "any" },

  "help.palette": {
    title: "Find a command",
    group: "Help",
    mode: "any",
    keys: ["Mod+k", "Mod+Shift+C"],
    keyOnly: true,
  },
  "help.tour": { title: "Open the tour", group: "Help", mode: "any" },
  "help.keys": { title: "Show all keys", group: "Help", mode: "any", keys: ["?", "h"] },
});

export type CommandId = keyof typeof commands;

export interface Command extends CommandSpec {
  id: CommandId;
}

export const commandIds = Object.keys(commands) as CommandId[];
export const commandOf = (id: CommandId): Command => ({ id, ...commands[id] });
export const commandList: readonly Command[] = commandIds.map(commandOf);

/** All keys that do it, those included that a command only knows of. */
export const keysOf = ({ keys = [], browserKeys = [] }: Command): readonly string[] => [...keys, ...browserKeys];

/** The key to show beside a command. */
export const keyOf = (id: CommandId): string | undefined => commandOf(id).keys?.[0];
