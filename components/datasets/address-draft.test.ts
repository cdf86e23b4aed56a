import { expect, it } from "vitest";
import { emptyAddress, nameOf, sourceOf } from "./address-draft";

const draft = (more: object) => ({ ...emptyAddress, ...more });

it("becomes a source when it is whole", () => {
  expect(sourceOf(draft({ url: " https://a.example/x.csv " }))).toEqual({
    kind: "url",
    url: "https://a.example/x.csv",
  });
  expect(sourceOf(draft({ url: "https://a.example/x.csv", token: "KEY" }))).toMatchObject({ token: "KEY" });
  expect(sourceOf(draft({ url: "s3://b/x.csv", accessKey: "ID", secretKey: "KEY", region: "eu-west-1" }))).toEqual({
    kind: "s3",
    url: "s3://b/x.csv",
    region: "eu-west-1",
    keys: { accessKey: "ID", secretKey: "KEY" },
  });
  for (const url of ["", "a.csv", "https://", "s3://", "s3://b", "s3://b/"])
    expect(sourceOf(draft({ url }))).toBeNull();
  expect(sourceOf(draft({ url: "s3://b/x.csv", accessKey: "ID" }))).toBeNull();
});

it("suggests a name by the last part of the address", () => {
  expect(nameOf(draft({ url: "https://a.example/open/Rain%20Fall.csv.gz?key=1" }))).toBe("rain-20fall");
  expect(nameOf(draft({ url: "s3://data/2026/rain.jsonl" }))).toBe("rain");
  expect(nameOf(draft({ url: "https://a.example" }))).toBe("");
});
