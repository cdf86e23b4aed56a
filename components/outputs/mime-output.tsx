"use client";
import { Component, type ReactNode, Suspense } from "react";
import type { MimeBundle } from "@/lib/protocol/output";
import { rendererFor } from "./renderers";
import { PlainText } from "./plain-text";

interface MimeOutputProps {
  bundle: MimeBundle;
  /** Within a line of the console: no blocks where text will do. */
  inline?: boolean;
}

/** The richest form of a value that we can draw; its plain text where a form is broken. */
export function MimeOutput({ bundle, inline = false }: MimeOutputProps) {
  const found = rendererFor(bundle);
  const plain = <PlainText value={bundle["text/plain"]} />;
  if (!found) return plain;
  const { Renderer, value } = found;
  return (
    <RendererBoundary fallback={plain}>
      <Suspense fallback={inline ? plain : <span className="block min-h-5">{plain}</span>}>
        <Renderer value={value} inline={inline} bundle={bundle} />
      </Suspense>
    </RendererBoundary>
  );
}

/** An output that cannot be drawn must not take the notebook with it. */
class RendererBoundary extends Component<{ fallback: ReactNode; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidUpdate(before: { children: ReactNode }) {
    if (this.state.failed && before.children !== this.props.children) this.setState({ failed: false });
  }

  override render() {
    return this.state.failed ? this.props.fallback : this.props.children;
  }
}
