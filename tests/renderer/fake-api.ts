// A stand-in for the API: only what a test gives exists; every other call fails loudly, naming itself.
import type { ApiClient } from '../../src-main/api/contract.ts';

type Answers = {
  readonly [Noun in keyof ApiClient]?: { readonly [Call in keyof ApiClient[Noun]]?: unknown };
};

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
