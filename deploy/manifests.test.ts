import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { type IScaledObject, ScaledObject } from "@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject";
import { Deployment, type IDeployment } from "kubernetes-models/apps/v1/Deployment";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { parseSettings } from "@/client/worker/options";

const read = (file: string) => readFileSync(path.join(import.meta.dirname, file), "utf8");

const deploymentSchema = z.looseObject({
  metadata: z.looseObject({ name: z.string(), labels: z.record(z.string(), z.string()) }),
  spec: z.looseObject({
    template: z.looseObject({
      spec: z.looseObject({
        containers: z.tuple([z.looseObject({ command: z.array(z.string()), args: z.array(z.string()) })]),
      }),
    }),
  }),
});
const scaledSchema = z.looseObject({
  spec: z.looseObject({
    scaleTargetRef: z.object({ name: z.string() }),
    triggers: z.tuple([z.looseObject({ metadata: z.looseObject({ query: z.string() }) })]),
  }),
});

it("the manifests are what Kubernetes and KEDA have published", () => {
  const deployment: unknown = parse(read("kubernetes/worker.yaml"));
  const scaled: unknown = parse(read("kubernetes/scaling.yaml"));
  expect(Deployment.is(deployment)).toBe(true);
  expect(ScaledObject.is(scaled)).toBe(true);
  expect(() => new Deployment(z.custom<IDeployment>().parse(deployment)).validate()).not.toThrow();
  expect(() => new ScaledObject(z.custom<IScaledObject>().parse(scaled)).validate()).not.toThrow();
});

it("a mistake in them is found", () => {
  const broken = { spec: { replicas: "none", selector: {}, template: { spec: { containers: [{ name: "a" }] } } } };
  expect(() => new Deployment(z.custom<IDeployment>().parse(broken)).validate()).toThrow(/replicas must be integer/);
});

it("they start the worker as it is started, and scale that one", () => {
  const { metadata, spec } = deploymentSchema.parse(parse(read("kubernetes/worker.yaml")));
  const [{ command, args }] = spec.template.spec.containers;
  expect(command.join(" ")).toBe("node dist/client/worker/process.mjs");
  const settings = parseSettings(args, { QUIRE_WORKER_TOKEN: "quire_wrk_x" });
  expect(settings).toMatchObject({ url: "https://quire.example.org", sandboxed: true });
  const scaled = scaledSchema.parse(parse(read("kubernetes/scaling.yaml")));
  expect(scaled.spec.scaleTargetRef.name).toBe(metadata.name);
  // It counts what asks for nothing, or for a label that these workers have.
  const { query } = scaled.spec.triggers[0].metadata;
  expect(query).toContain("quire_jobs{");
  expect(settings.labels.every((label) => query.includes(`|${label}`))).toBe(true);
});

it("the image is built from files that there are", () => {
  const copied = [...read("Dockerfile").matchAll(/^COPY (.+) \S+$/gm)].flatMap(([, files = ""]) => files.split(" "));
  expect(copied.length).toBeGreaterThan(1);
  for (const file of copied) expect(existsSync(path.join(import.meta.dirname, "..", file)), file).toBe(true);
});
