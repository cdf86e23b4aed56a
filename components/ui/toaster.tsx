"use client";
import dynamic from "next/dynamic";
import { useEffect, useState } from "react";
import { connectToaster } from "./toast";

const SonnerHost = dynamic(() => import("./sonner-host"), { ssr: false });

/** Where toasts appear; the library comes with the first one. */
export function Toaster() {
  const [needed, setNeeded] = useState(false);
  useEffect(() => connectToaster(() => setNeeded(true)), []);
  return needed ? <SonnerHost /> : null;
}
