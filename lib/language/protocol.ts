import { z } from "zod";

/**
 * What the page asks of the language-service worker. Positions are offsets in the cell's own text; whatever the service sees
 * beyond it never shows.
 */

const spanSchema = z.object({ start: z.number().int(), length: z.number().int() });
export type Span = z.infer<typeof spanSchema>;

const placeSchema = z.object({ cellId: z.string(), offset: z.number().int().nonnegative() });
const cellSpanSchema = spanSchema.extend({ cellId: z.string() });
export type CellSpan = z.infer<typeof cellSpanSchema>;
const spanEditSchema = spanSchema.extend({ text: z.string() });
const cellEditSchema = spanEditSchema.extend({ cellId: z.string() });
export type CellEdit = z.infer<typeof cellEditSchema>;

/** The kinds that a completion list draws apart. */
export const completionKinds = [
  "variable",
  "constant",
  "function",
  "method",
  "property",
  "class",
  "interface",
  "type",
  "enum",
  "enumMember",
  "module",
  "keyword",
  "value",
] as const;

export const completionSchema = z.object({
  name: z.string(),
  kind: z.enum(completionKinds),
  sortText: z.string(),
  insertText: z.string().optional(),
  filterText: z.string().optional(),
  /** What it replaces, where that is not the word at the caret. */
  replaces: spanSchema.optional(),
  deprecated: z.boolean().optional(),
  /** Where it comes from, when choosing it also adds an import. */
  source: z.string().optional(),
});
export type Completion = z.infer<typeof completionSchema>;

export const completionDetailsSchema = z.object({
  signature: z.string(),
  documentation: z.string(),
  edits: z.array(spanEditSchema),
});
export type CompletionDetails = z.infer<typeof completionDetailsSchema>;

export const hoverSchema = spanSchema.extend({ signature: z.string(), documentation: z.string() });
export type HoverInfo = z.infer<typeof hoverSchema>;

export const signatureHelpSchema = z.object({
  activeSignature: z.number().int(),
  activeParameter: z.number().int(),
  signatures: z.array(
    z.object({
      label: z.string(),
      documentation: z.string(),
      parameters: z.array(
        z.object({ label: z.tuple([z.number().int(), z.number().int()]), documentation: z.string() }),
      ),
    }),
  ),
});
export type SignatureInfo = z.infer<typeof signatureHelpSchema>;

export const diagnosticSchema = spanSchema.extend({
  severity: z.enum(["error", "warning", "hint"]),
  /** What kind of problem, for `quickFixes`; its meaning is the engine's own. */
  code: z.string(),
  message: z.string(),
  unnecessary: z.boolean().optional(),
  deprecated: z.boolean().optional(),
});
export type CellDiagnostic = z.infer<typeof diagnosticSchema>;

export const quickFixSchema = z.object({ title: z.string(), edits: z.array(spanEditSchema) });
export type QuickFix = z.infer<typeof quickFixSchema>;

/** The cells in order, and the texts of those that changed since the last time. */
const syncSchema = z.object({ order: z.array(z.string()), texts: z.record(z.string(), z.string()) });
export type CellSync = z.infer<typeof syncSchema>;

/** An `npm:` import as cells write it, and where its `PackageTypes` are served. */
const packageSchema = z.object({ specifier: z.string(), url: z.string() });
export type LanguagePackage = z.infer<typeof packageSchema>;

export const languageCalls = {
  sync: { input: syncSchema, output: z.null() },
  /** All packages that the notebook's lock knows now. */
  packages: { input: z.object({ packages: z.array(packageSchema) }), output: z.null() },
  /** Names of the secrets that the person may use here. */
  secrets: { input: z.object({ names: z.array(z.string()) }), output: z.null() },
  completions: {
    input: placeSchema.extend({ trigger: z.string().optional() }),
    output: z.object({ entries: z.array(completionSchema), isMember: z.boolean() }).nullable(),
  },
  completionDetails: {
    input: placeSchema.extend({ name: z.string(), source: z.string().optional() }),
    output: completionDetailsSchema.nullable(),
  },
  hover: { input: placeSchema, output: hoverSchema.nullable() },
  signatureHelp: {
    input: placeSchema.extend({ trigger: z.string().optional(), retrigger: z.boolean() }),
    output: signatureHelpSchema.nullable(),
  },
  diagnostics: {
    input: z.object({ cellIds: z.array(z.string()) }),
    output: z.record(z.string(), z.array(diagnosticSchema)),
  },
  definitions: { input: placeSchema, output: z.array(cellSpanSchema) },
  references: { input: placeSchema, output: z.array(cellSpanSchema) },
  highlights: { input: placeSchema, output: z.array(spanSchema.extend({ isWrite: z.boolean() })) },
  renameTarget: {
    input: placeSchema,
    output: z.discriminatedUnion("ok", [
      spanSchema.extend({ ok: z.literal(true), name: z.string() }),
      z.object({ ok: z.literal(false), reason: z.string() }),
    ]),
  },
  rename: {
    input: placeSchema.extend({ newName: z.string() }),
    output: z.discriminatedUnion("ok", [
      z.object({ ok: z.literal(true), edits: z.array(cellEditSchema) }),
      z.object({ ok: z.literal(false), reason: z.string() }),
    ]),
  },
  quickFixes: {
    input: z.object({ cellId: z.string(), span: spanSchema, codes: z.array(z.string()) }),
    output: z.array(quickFixSchema),
  },
} as const;

export type LanguageCalls = typeof languageCalls;
export type LanguageCallName = keyof LanguageCalls;
/** Calls that tell rather than ask: they are taken at once and in order. */
const tellings = ["sync", "packages", "secrets"] as const satisfies LanguageCallName[];
export type LanguageTelling = (typeof tellings)[number];
export const isTelling = (name: LanguageCallName): name is LanguageTelling => tellings.some((one) => one === name);
export type LanguageInput<N extends LanguageCallName> = z.input<LanguageCalls[N]["input"]>;
export type LanguageOutput<N extends LanguageCallName> = z.output<LanguageCalls[N]["output"]>;

export const toLanguageSchema = z.discriminatedUnion("type", [
  /** Once, first: where the type bundles lie. */
  z.object({ type: z.literal("start"), typesUrl: z.string() }),
  z.object({
    type: z.literal("call"),
    id: z.number().int(),
    name: z.enum(Object.keys(languageCalls) as [LanguageCallName, ...LanguageCallName[]]),
    input: z.unknown(),
  }),
  /** Answered at once by a worker whose event loop turns. */
  z.object({ type: z.literal("ping") }),
]);
export type ToLanguage = z.infer<typeof toLanguageSchema>;

export const fromLanguageSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("pong") }),
  z.object({ type: z.literal("reply"), id: z.number().int(), output: z.unknown() }),
  z.object({ type: z.literal("failure"), id: z.number().int(), message: z.string() }),
  /** More types are known now: what was said about cells may have changed. */
  z.object({ type: z.literal("typesLoaded"), bundle: z.string() }),
  z.object({ type: z.literal("typesFailed"), message: z.string() }),
]);
export type FromLanguage = z.infer<typeof fromLanguageSchema>;
