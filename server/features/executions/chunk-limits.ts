/** What one execution may leave behind. A live curve that replaces itself counts once, with its present size. */
export const executionLimits = {
  maxChunks: 5_000,
  maxBytes: 24 * 1024 * 1024,
  /** A large chunk that replaces itself is stored at most so often; its last state always is. */
  largeEveryMs: 2_000,
};
export type ExecutionLimits = typeof executionLimits;
