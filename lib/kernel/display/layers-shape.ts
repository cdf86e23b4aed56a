import { z } from "zod";

export const LAYERS_MIME = "application/vnd.quire.layers+json";

/** A layers model: its layers in order, and which feeds which. */
export const layersSchema = z.object({
  name: z.string(),
  layers: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      shape: z.string(),
      params: z.number().int().nonnegative(),
      trainable: z.boolean(),
      /** Names of the layers before it. */
      inputs: z.array(z.string()),
    }),
  ),
});
export type Layers = z.infer<typeof layersSchema>;
