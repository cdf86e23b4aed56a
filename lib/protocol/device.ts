import { z } from "zod";

export const backendSchema = z.enum(["webgpu", "wasm", "cpu"]);
export type Backend = z.infer<typeof backendSchema>;

/** Where code ran. `note` says why the backend is not WebGPU, in words for the person. */
export const deviceSchema = z.object({
  kind: z.enum(["browser", "server"]),
  backend: backendSchema,
  adapter: z.string().max(200),
  note: z.string().max(500).optional(),
});
export type Device = z.infer<typeof deviceSchema>;
