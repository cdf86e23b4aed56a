import type { SignatureInfo } from "../protocol";
import { ts } from "./compiler";
import { documentationText } from "./symbol-text";

const triggers = ["(", ",", "<"] as const;

export function signatureTrigger(trigger: string | undefined, retrigger: boolean): ts.SignatureHelpTriggerReason {
  const character = triggers.find((known) => known === trigger);
  if (retrigger) return { kind: "retrigger" };
  return character ? { kind: "characterTyped", triggerCharacter: character } : { kind: "invoked" };
}

export function describeSignature(item: ts.SignatureHelpItem): SignatureInfo["signatures"][number] {
  let label = ts.displayPartsToString(item.prefixDisplayParts);
  const separator = ts.displayPartsToString(item.separatorDisplayParts);
  const parameters = item.parameters.map((parameter, i) => {
    if (i > 0) label += separator;
    const start = label.length;
    label += ts.displayPartsToString(parameter.displayParts);
    return {
      label: [start, label.length] as [number, number],
      documentation: documentationText(parameter.documentation, []),
    };
  });
  label += ts.displayPartsToString(item.suffixDisplayParts);
  return {
    label,
    documentation: documentationText(
      item.documentation,
      item.tags.filter(({ name }) => name !== "param"),
    ),
    parameters,
  };
}
