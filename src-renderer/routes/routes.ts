// The table of screens: which component is shown where. Each is fetched when it is first opened.
import type { Component } from 'svelte';

/** Screens take the parts of the path behind their own name. */
export type Screen = Component<{ path: readonly string[] }>;
type Fetch = () => Promise<{ readonly default: Screen }>;

export const routes: Readonly<Record<string, Fetch>> = {
  home: () => import('./home/HomeScreen.svelte'),
  compare: () => import('./compare/CompareScreen.svelte'),
  models: () => import('./models/ModelsScreen.svelte'),
  runs: () => import('./runs/RunsRoute.svelte'),
  settings: () => import('./settings/SettingsScreen.svelte'),
  wizard: () => import('./wizard/WizardScreen.svelte'),
};
