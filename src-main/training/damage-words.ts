// What is said of a picture that is damaged and was predicted all the same, where words are English: in files and on the
// command line.
import type { Problem } from '../data/problems.ts';

/** For a cell or behind an answer. */
export function damageWords({ params, message }: Problem): string {
  return `damaged, predicted from what could be decoded: ${String(params.reason ?? message)}`;
}
