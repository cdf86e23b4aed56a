"use client";
import { Component, type ReactNode } from "react";
import { toast } from "./toast";

/** Around a part that is fetched when it is first asked for: where that fails, the page and what was written in it stay. */
export class LateBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidCatch() {
    toast.error("This part of Quire could not be loaded. When the server answers again, reload the page.");
  }

  override render() {
    return this.state.failed ? null : this.props.children;
  }
}
