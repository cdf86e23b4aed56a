"use client";
import { Tabs } from "@/components/ui/tabs";
import { type Call, curlLine, pythonCall, typescriptCall } from "@/lib/serving/snippets";
import { CodeBlock } from "./code-block";

/** The same call in three tongues, with a row that works. */
export function CallSnippets({ call }: { call: Call }) {
  return (
    <Tabs
      label="Ways to call it"
      tabs={[
        { value: "curl", label: "curl", content: <CodeBlock label="curl line" code={curlLine(call)} /> },
        {
          value: "typescript",
          label: "TypeScript",
          content: <CodeBlock label="TypeScript" code={typescriptCall(call)} />,
        },
        { value: "python", label: "Python", content: <CodeBlock label="Python" code={pythonCall(call)} /> },
      ]}
    />
  );
}
