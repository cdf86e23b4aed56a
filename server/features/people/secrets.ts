import { createHash, randomBytes } from "node:crypto";

/** 192 random bits, safe in a URL. Shown once; the database keeps only the hash. */
export const newSecret = (prefix = ""): string => prefix + randomBytes(24).toString("base64url");

/** SHA-256 is enough where the secret itself is random: there is nothing to guess faster. */
export const hashSecret = (secret: string): string => createHash("sha256").update(secret).digest("hex");

export const DAY_MS = 24 * 3600 * 1000;
export const daysFromNow = (days: number): Date => new Date(Date.now() + days * DAY_MS);
