// What main says, by code, in other words than main's own. English needs none: main speaks it.
import type { ProblemCode } from '../../../../../src-main/api/contract/data.ts';

type Params = Readonly<Record<string, unknown>>;
type Words = (params: Params) => string;

export type MessageWords = Readonly<Record<string, Words>>;
/** A language has words for every problem, or for none. */
export type ProblemWords = Readonly<Record<ProblemCode, Words>>;

export const messages: MessageWords = {};
export const problems: Readonly<Record<string, Words>> = {};
