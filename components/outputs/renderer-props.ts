import type { MimeBundle } from "@/lib/protocol/output";

/** What each form of output is drawn from. */
export interface RendererProps<Value> {
  value: Value;
  inline: boolean;
  bundle: MimeBundle;
}
