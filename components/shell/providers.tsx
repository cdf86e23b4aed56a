"use client";
import { ThemeProvider } from "next-themes";
import type { ReactNode } from "react";
import { ApiProvider } from "@/components/trpc/provider";
import { Toaster } from "@/components/ui/toaster";

export function Providers({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  return (
    <ThemeProvider attribute="data-theme" defaultTheme="system" enableSystem disableTransitionOnChange nonce={nonce}>
      <ApiProvider>
        {children}
        <Toaster />
      </ApiProvider>
    </ThemeProvider>
  );
}
