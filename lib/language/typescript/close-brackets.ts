import { ts } from "./compiler";

const pairs = new Map<ts.SyntaxKind, string>([
  [ts.SyntaxKind.OpenParenToken, ")"],
  [ts.SyntaxKind.OpenBracketToken, "]"],
  [ts.SyntaxKind.OpenBraceToken, "}"],
]);
const closing = new Set([
  ts.SyntaxKind.CloseParenToken,
  ts.SyntaxKind.CloseBracketToken,
  ts.SyntaxKind.CloseBraceToken,
]);
const TEMPLATE = "}`";

/** What a half-typed text lacks at its end: `f({ a: [1` lacks `]})`. A comment or a string that never ends lacks its end too. */
export function missingClosers(text: string): string {
  const scanner = ts.createScanner(ts.ScriptTarget.ES2022, false, ts.LanguageVariant.Standard, text);
  const open: string[] = [];
  let operandBefore = false;
  let unended = "";
  for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan()) {
    if (token === ts.SyntaxKind.CloseBraceToken && open.at(-1) === TEMPLATE) token = scanner.reScanTemplateToken(false);
    else if (isSlash(token) && !operandBefore) token = scanner.reScanSlashToken();
    if (scanner.isUnterminated()) unended = endOf(token);
    if (isTrivia(token)) continue;
    trackBrackets(token, open);
    operandBefore = isOperandEnd(token);
  }
  return unended + open.reverse().join("");
}

function trackBrackets(token: ts.SyntaxKind, open: string[]): void {
  const closer = pairs.get(token);
  if (closer) open.push(closer);
  else if (token === ts.SyntaxKind.TemplateHead) open.push(TEMPLATE);
  else if (closing.has(token) || token === ts.SyntaxKind.TemplateTail) open.pop();
}

const isTrivia = (token: ts.SyntaxKind): boolean =>
  token >= ts.SyntaxKind.FirstTriviaToken && token <= ts.SyntaxKind.LastTriviaToken;
const isSlash = (token: ts.SyntaxKind): boolean =>
  token === ts.SyntaxKind.SlashToken || token === ts.SyntaxKind.SlashEqualsToken;

/** After such a token a slash divides; elsewhere it begins a regular expression. */
function isOperandEnd(token: ts.SyntaxKind): boolean {
  if (
    token === ts.SyntaxKind.Identifier ||
    token === ts.SyntaxKind.CloseParenToken ||
    token === ts.SyntaxKind.CloseBracketToken
  )
    return true;
  return token >= ts.SyntaxKind.FirstLiteralToken && token <= ts.SyntaxKind.TemplateTail;
}

function endOf(token: ts.SyntaxKind): string {
  if (token === ts.SyntaxKind.MultiLineCommentTrivia) return "*/";
  return token === ts.SyntaxKind.NoSubstitutionTemplateLiteral ||
    token === ts.SyntaxKind.TemplateTail ||
    token === ts.SyntaxKind.TemplateMiddle ||
    token === ts.SyntaxKind.TemplateHead
    ? "`"
    : "";
}
