import fc from "fast-check";

/**
 * Properties are tried on the same cases in every run of the suite, which then fails for what has changed and for nothing else. `npm run soak` looks for
 * new ones: other cases each time, and more of them. A failure prints the seed that shows it again.
 */
fc.configureGlobal(process.env.QUIRE_SOAK ? { numRuns: 2000 } : { seed: 20261122 });
