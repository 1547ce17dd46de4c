// The tabs of a run's page in the order of the wizard, each fetched when it is first opened. To add one: its row here,
// its words in `run.tabs`, its component beside this file.
import ChartLine from '@lucide/svelte/icons/chart-line';
import FileText from '@lucide/svelte/icons/file-text';
import Gauge from '@lucide/svelte/icons/gauge';
import Sparkles from '@lucide/svelte/icons/wand-sparkles';
import type { Component } from 'svelte';
import type { TaskName } from '../../../../src-main/api/contract/facts.ts';
import type { RunView } from './run-view.svelte.ts';

/** What every tab is given; a tab takes what it needs. */
export interface RunTabProps {
  /** Id of the run. */
  run: string;
  task: TaskName;
  /** Training has ended well: there is a model and, with a test split, an evaluation. */
  finished: boolean;
  view: RunView;
}

type TabComponent = Component<RunTabProps>;

export const tabNames = ['train', 'evaluate', 'use', 'overview'] as const;
export type TabName = (typeof tabNames)[number];

interface Tab {
  readonly icon: Component;
  readonly fetch: () => Promise<{ readonly default: TabComponent }>;
}

export const runTabs: Readonly<Record<TabName, Tab>> = {
  train: { icon: ChartLine, fetch: () => import('./train/TrainTab.svelte') },
  evaluate: { icon: Gauge, fetch: () => import('./evaluate/EvaluateTab.svelte') },
  use: { icon: Sparkles, fetch: () => import('./use/UseTab.svelte') },
  overview: { icon: FileText, fetch: () => import('./overview/OverviewTab.svelte') },
};

/** The tab of an address; Train where it names none. */
export function tabOf(name: string | undefined): TabName {
  return tabNames.find((known) => known === name) ?? 'train';
}
