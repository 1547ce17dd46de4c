// The API as components find it: put there once by the frame, or by a test with a stand-in of its own.
import { getContext, setContext } from 'svelte';
import type { ApiClient } from '../../../src-main/api/contract.ts';

const key = Symbol('api');

export function setApi(api: ApiClient): void {
  setContext(key, api);
}

/** To be called while a component is made. */
export function getApi(): ApiClient {
  const api = getContext<ApiClient | undefined>(key);
  if (api === undefined) throw new Error('No API: the component stands outside the frame');
  return api;
}
