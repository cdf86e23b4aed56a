"use client";
import { useTheme } from "next-themes";
import { useEffect } from "react";
import { Toaster } from "sonner";
import { toasterMounted } from "./toast";

export default function SonnerHost() {
  const { resolvedTheme } = useTheme();
  useEffect(() => toasterMounted(), []);
  return (
    <Toaster
      theme={resolvedTheme === "dark" ? "dark" : "light"}
      position="bottom-center"
      offset={44}
      toastOptions={{
        classNames: {
          toast: "!bg-raised !text-ink !border-0 !shadow-float !rounded-md !text-sm !font-sans",
          description: "!text-muted",
          actionButton: "!bg-accent !text-on-accent !rounded-sm !font-medium",
        },
      }}
    />
  );
}
