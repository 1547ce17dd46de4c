// A fault in the language of the page: its own words for the code, else those main wrote.
import type { Fault } from '../api/faults.ts';
import { i18n } from './i18n.svelte.ts';

export function faultText({ code, params, message }: Pick<Fault, 'code' | 'params' | 'message'>): string {
  return i18n.t.faults[code]?.(params) ?? message;
}
