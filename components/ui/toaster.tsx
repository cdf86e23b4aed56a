"use client";
import { type ComponentType, useEffect, useState } from "react";
import { connectToaster } from "./toast";

/** Where toasts appear; the library comes with the first one. */
export function Toaster() {
  const [Host, setHost] = useState<ComponentType | null>(null);
  useEffect(
    () =>
      connectToaster(async () => {
        const loaded = await import("./sonner-host");
        setHost(() => loaded.default);
      }),
    [],
  );
  return Host && <Host />;
}
