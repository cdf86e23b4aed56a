"use client";
import { createContext, useContext, useSyncExternalStore } from "react";
import { valueOf } from "@/lib/inputs/check";
import type { ChosenFile, Input, InputRef, Json } from "@/lib/inputs/control";

/** Where controls find their values, and bring changes. */
export interface InputsPort {
  readonly readOnly: boolean;
  subscribe: (listener: () => void) => () => void;
  /** Undefined where nobody has chosen. The same value until it changes. */
  chosen: (ref: InputRef) => unknown;
  /** `press`: the person asks for what uses it to run. */
  choose: (ref: InputRef, value: Json, how?: { press?: boolean }) => void;
  upload: (file: File) => Promise<ChosenFile>;
}

/** Null where outputs are shown outside their notebook: controls then show what they began with, and cannot be changed. */
export const InputsContext = createContext<InputsPort | null>(null);

const nobody = () => () => undefined;

export interface UsedInput {
  value: Json;
  disabled: boolean;
  choose: (value: Json, how?: { press?: boolean }) => void;
  upload: ((file: File) => Promise<ChosenFile>) | null;
}

/** The value that an input has now, and the way to change it. */
export function useInput(input: Input): UsedInput {
  const port = useContext(InputsContext);
  const get = () => port?.chosen(input);
  const chosen = useSyncExternalStore(port?.subscribe ?? nobody, get, get);
  return {
    value: valueOf(input.control, chosen),
    disabled: port?.readOnly ?? true,
    choose: (value, how) => port?.choose(input, value, how),
    upload: port ? (file) => port.upload(file) : null,
  };
}
