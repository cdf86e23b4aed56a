import { customAlphabet } from "nanoid";

/** 20 lower-case letters and digits: 103 random bits, safe in URLs, file names and selectors. */
export const newId = customAlphabet("0123456789abcdefghijklmnopqrstuvwxyz", 20);
