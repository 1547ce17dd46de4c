// TF.js specs that a backend is allowed to fail, each with its reason. They run all the same, so that a row that
// has become unnecessary is found: every row must match a spec that fails.

export type ConformanceBackend = 'cpu' | 'ort';

export interface Exclusion {
  /** Matches the full name of the spec, without the backend's name. */
  readonly pattern: RegExp;
  readonly reason: string;
  /** The kernel this is a limit of, for FEATURES.md; none where the spec is about something else. */
  readonly kernel?: string;
}

export const exclusions: Readonly<Record<ConformanceBackend, readonly Exclusion[]>> = {
  cpu: [],
  ort: [
    {
      pattern: /^gather throws when index is out of bound/,
      reason: 'an index out of range is found when the result is computed, not when the op is called',
      kernel: 'GatherV2',
    },
    {
      pattern: /^exp int32/,
      reason: 'e^10 differs in the last bit of a float32, which is more than the 1e-3 the spec allows',
    },
    {
      pattern: /^tan numbers exceed float32 precision/,
      reason: 'tan near its pole differs in the last bit of a float32, which is more than the spec allows',
    },
  ],
};
