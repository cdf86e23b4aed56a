import { expect, it } from "vitest";
import * as Y from "yjs";
import { packageTypesOf } from "./package-types";

const lock = (types: string) => ({
  name: "d3-array",
  version: "3.2.4",
  integrity: "sha512-x",
  bundle: "b".repeat(64),
  types: types.repeat(64),
  tree: [],
});

it("finds the types of the packages in a notebook's lock, and passes over what is none", () => {
  const doc = new Y.Doc();
  const packages = packageTypesOf(doc, (hash) => `/blobs/team/${hash[0]}`);
  let told = 0;
  const stop = packages.subscribe(() => told++);
  doc.getMap("packages").set("npm:d3-array@3", lock("a"));
  expect(packages.getSnapshot()).toEqual([{ specifier: "npm:d3-array@3", url: "/blobs/team/a" }]);
  doc.transact(() => {
    doc.getMap("packages").set("npm:d3-array@3", lock("c"));
    doc.getMap("packages").set("npm:broken", { types: "../../x" });
  });
  expect([packages.getSnapshot(), told]).toEqual([[{ specifier: "npm:d3-array@3", url: "/blobs/team/c" }], 2]);
  stop();
  doc.getMap("packages").delete("npm:d3-array@3");
  expect(told).toBe(2);
});
