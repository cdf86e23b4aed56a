import type { MimeBundle } from "@/lib/protocol/output";
import type { RenderContext } from "./render-context";

/** A value together with the way in which a person wants it shown: what `display.table(x)` and its like make of `x`. */
export class Shown {
  constructor(readonly bundle: (context: RenderContext) => MimeBundle | Promise<MimeBundle>) {}
}
