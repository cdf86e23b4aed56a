import { readFileSync } from "node:fs";
import ts from "typescript";

/** What a cell finds everywhere, in a browser worker and in Node alike. */
const globals = [
  "console",
  "fetch",
  "Request",
  "Response",
  "Headers",
  "FormData",
  "Blob",
  "File",
  "URL",
  "URLSearchParams",
  "AbortController",
  "AbortSignal",
  "DOMException",
  "Event",
  "EventTarget",
  "TextEncoder",
  "TextDecoder",
  "ReadableStream",
  "WritableStream",
  "TransformStream",
  "CompressionStream",
  "DecompressionStream",
  "structuredClone",
  "queueMicrotask",
  "setTimeout",
  "clearTimeout",
  "setInterval",
  "clearInterval",
  "atob",
  "btoa",
  "crypto",
  "Crypto",
  "SubtleCrypto",
  "performance",
  "Performance",
  "OffscreenCanvas",
  "OffscreenCanvasRenderingContext2D",
  "ImageData",
  "ImageBitmap",
  "createImageBitmap",
  "Path2D",
  "WebAssembly",
];

/** Types that would draw in the rest of the web: left unknown where a signature mentions them. */
const isCut = (name: string): boolean =>
  /^(WebGL|GPU|EXT_|OES_|OVR_|ANGLE_|KHR_|WEBGL_|Service|Client|Navigator|MessagePort|RTC|Video|Encoded|Audio)/.test(
    name,
  );

/** Elements that a charting library hands over; a cell has no document of its own. */
const elements = `
interface Node { readonly nodeName: string; textContent: string | null; appendChild<T extends Node>(node: T): T; }
interface Element extends Node {
  readonly tagName: string;
  id: string;
  className: string;
  innerHTML: string;
  outerHTML: string;
  append(...nodes: (Node | string)[]): void;
  remove(): void;
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
  querySelector(selectors: string): Element | null;
}
interface HTMLElement extends Element {}
interface SVGElement extends Element {}
interface SVGSVGElement extends SVGElement {}
interface HTMLCanvasElement extends HTMLElement { width: number; height: number; }
interface HTMLImageElement extends HTMLElement { readonly width: number; readonly height: number; }
interface HTMLVideoElement extends HTMLElement { readonly videoWidth: number; readonly videoHeight: number; }
interface Document extends Node { createElement(name: string): HTMLElement; }
`;

/** The part of TypeScript's worker declarations that `globals` need, found by following names. */
export function cellGlobals(): string {
  const path = "node_modules/typescript/lib/lib.webworker.d.ts";
  const file = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.ES2022, true);
  const declarations = byName(file);
  const wanted = new Set<ts.Statement>();
  const queue = [...globals];
  const seen = new Set(queue);
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    for (const statement of declarations.get(name) ?? []) {
      wanted.add(statement);
      for (const mentioned of typeNames(statement)) {
        if (seen.has(mentioned) || isCut(mentioned)) continue;
        seen.add(mentioned);
        queue.push(mentioned);
      }
    }
  }
  const kept = file.statements.filter((statement) => wanted.has(statement)).map((statement) => statement.getText(file));
  const head = file.text.slice(0, file.text.indexOf("***/") + "***/".length);
  return [head, ...kept, elements].join("\n");
}

function byName(file: ts.SourceFile): Map<string, ts.Statement[]> {
  const found = new Map<string, ts.Statement[]>();
  const add = (name: string, statement: ts.Statement) => found.set(name, [...(found.get(name) ?? []), statement]);
  for (const statement of file.statements) {
    if (ts.isVariableStatement(statement))
      for (const { name } of statement.declarationList.declarations) add(name.getText(file), statement);
    else if (
      ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement) ||
      ts.isModuleDeclaration(statement)
    )
      add(statement.name.text, statement);
    else if (ts.isFunctionDeclaration(statement) && statement.name) add(statement.name.text, statement);
  }
  return found;
}

function typeNames(root: ts.Node): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeReferenceNode(node) && ts.isIdentifier(node.typeName)) names.push(node.typeName.text);
    if (ts.isExpressionWithTypeArguments(node) && ts.isIdentifier(node.expression)) names.push(node.expression.text);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return names;
}
