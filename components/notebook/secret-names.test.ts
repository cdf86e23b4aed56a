import { expect, it } from "vitest";
import { usableHere } from "./secret-names";

it("knows the secrets that the person may use in this notebook, and no others", () => {
  const secrets = [
    { name: "ANYWHERE", mayUse: true, notebookIds: null },
    { name: "HERE", mayUse: true, notebookIds: ["n", "m"] },
    { name: "ELSEWHERE", mayUse: true, notebookIds: ["m"] },
    { name: "IMPORTS_ONLY", mayUse: true, notebookIds: [] },
    { name: "OWNERS", mayUse: false, notebookIds: null },
  ];
  expect(usableHere(secrets, "n")).toEqual(["ANYWHERE", "HERE"]);
});
