// A stand-in for the API: only what a test gives exists; every other call fails loudly, naming itself. An answer that
// does not fit the contract does not compile, so that no screen is tested on what main never says.
import type { ApiClient } from '../../src-main/api/contract.ts';

/** A stream of progress needs no more than what is read of it. */
type Answered<Output> = Output extends { next(): infer Step } ? { next(): Step } : Output;

type Answer<Call> = Call extends (...given: infer Given) => Promise<infer Output>
  ? (input: Exclude<Given[0], undefined>, options: Exclude<Given[1], undefined>) => Promise<Answered<Output>>
  : never;

/** The calls of one noun, as far as a test answers them. */
export type AnswersOf<Noun extends keyof ApiClient> = {
  readonly [Call in keyof ApiClient[Noun]]?: Answer<ApiClient[Noun][Call]>;
};

export type Answers = { readonly [Noun in keyof ApiClient]?: AnswersOf<Noun> };

/** `fakeApi({ runs: { list: async () => ({ runs: [] }) } })` */
export function fakeApi(answers: Answers): ApiClient {
  const noun = (name: string, calls: Readonly<Record<string, unknown>>) =>
    new Proxy(calls, {
      get: (known, call) =>
        known[String(call)] ??
        (() => Promise.reject(new Error(`The test gave no answer for ${name}.${String(call)}`))),
    });
  return new Proxy(answers as Record<string, Record<string, unknown>>, {
    get: (known, name) => noun(String(name), known[String(name)] ?? {}),
  }) as unknown as ApiClient; // every property is a noun, every property of those a call
}
