import { z } from "zod";
import type { CellContext } from "../context";
import { check } from "./check";

export async function getSecret(context: CellContext, name: string): Promise<string> {
  const what = 'the name of a secret of this workspace (text), such as "WEATHER_KEY"';
  const checked = check(z.string().min(1).max(100), name, "secrets.get", what);
  const { value } = await context.host.call("secrets.get", { name: checked }, context.executionId);
  return value;
}
