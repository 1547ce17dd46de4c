// Mounts a component inside what the frame gives to every screen, with a stand-in API.
import { type RenderResult, render } from '@testing-library/svelte';
import type { Component } from 'svelte';
import type { ApiClient } from '../../src-main/api/contract.ts';
import WithApi from './WithApi.svelte';

/** A component as far as its props matter; Svelte's own type takes no interface for them. */
type Screen<Props> = (internals: never, props: Props) => object;

export function renderScreen<Props extends object>(
  component: Screen<Props>,
  { api, props }: { readonly api: ApiClient; readonly props: NoInfer<Props> },
): RenderResult<typeof WithApi> {
  // Props fit the component by the signature above.
  const tested = component as unknown as Component<Record<string, unknown>>;
  return render(WithApi, {
    props: { api, component: tested, props: Object.fromEntries(Object.entries(props)) },
  });
}
