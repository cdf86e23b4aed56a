import { expect, it } from "vitest";
import { missingClosers } from "./close-brackets";

it.each([
  ["", ""],
  ["const a = [1, { b: (2) }];", ""],
  ["f({ a: [1", "]})"],
  ["function f() { if (x) { return", "}}"],
  ["`open", "`"],
  ["`a ${b.c", "}`"],
  ["`a ${f(`inner ${x}`", ")}`"],
  ["`a ${x} and", "`"],
  ["/* open {", "*/"],
  ["// {", ""],
  ["f({ // {", "})"],
  ["'{' + \"(\" + /[(]{/.source", ""],
  ["a / (b", ")"],
  ["'open", ""],
  ["}) f(", ")"],
])("%s lacks %s", (text, closers) => {
  expect(missingClosers(text)).toBe(closers);
});
