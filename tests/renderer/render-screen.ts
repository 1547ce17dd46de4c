// Mounts a component inside what the frame gives to every screen, with a stand-in API.
import { type RenderResult, render } from '@testing-library/svelte';
import type { Component } from 'svelte';
import type { ApiClient } from '../../src-main/api/contract.ts';
import WithApi from './WithApi.svelte';

export function renderScreen<Props extends Record<string, unknown>>(
  component: Component<Props>,
  { api, props }: { readonly api: ApiClient; readonly props: Props },
): RenderResult<typeof WithApi> {
  // Props fit the component by the signature above.
  const tested = component as Component<Record<string, unknown>>;
  return render(WithApi, { props: { api, component: tested, props } });
}
