"use client";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { toast } from "@/components/ui/toast";
import { makeApi } from "./client";
import { TRPCProvider } from "./context";
import { errorText } from "./error-text";

const passing = new Set(["INTERNAL", "UNAVAILABLE", "INTERNAL_SERVER_ERROR", "SERVICE_UNAVAILABLE"]);

function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (failures, error) => {
          const { code, offline } = errorText(error);
          return failures < 2 && (offline || (code !== undefined && passing.has(code)));
        },
      },
      mutations: { onError: (error) => toast.error(errorText(error).message) },
    },
  });
}

/** Server data for all pages. A mutation with no error handling of its own tells its failure in a toast. */
export function ApiProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(makeQueryClient);
  const [api] = useState(makeApi);
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={api} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}
