import { Button } from "@/components/ui/button";
import { counted } from "@/lib/format/number";
import type { Input } from "@/lib/inputs/control";
import { InputFrame } from "./input-frame";
import { useInput } from "./port";

/** Counts its presses; a press runs what uses the count. */
export function ButtonInput({ input }: { input: Input }) {
  const { value, disabled, choose } = useInput(input);
  const presses = Number(value);
  return (
    <InputFrame input={input} error={null} unlabelled>
      {({ id }) => (
        <span className="flex items-center gap-3">
          <Button id={id} variant="primary" disabled={disabled} onClick={() => choose(presses + 1, { press: true })}>
            {input.control.label}
          </Button>
          {presses > 0 && <span className="text-xs text-faint">pressed {counted(presses, "time")}</span>}
        </span>
      )}
    </InputFrame>
  );
}
