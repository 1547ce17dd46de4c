// What the command palette offers: the actions on show, the parts of a run on show, all screens, and runs by their names.
import type { ApiClient } from '../../src-main/api/contract.ts';
import type { Messages } from '../lib/i18n/messages/en.ts';
import { router, to } from '../lib/state/router.svelte.ts';
import { tabNames } from './runs/run/run-tabs.ts';

export interface PaletteItem {
  /** Tells it from others of the same words. */
  readonly key: string;
  readonly label: string;
  /** Also found by this. */
  readonly also?: string;
  readonly run: () => void;
}

export interface PaletteGroup {
  readonly name: string;
  readonly items: readonly PaletteItem[];
}

type Runs = Awaited<ReturnType<ApiClient['runs']['list']>>;

/** The buttons and links at the head of the screen, as they are now. */
export function actionsOnShow(root: ParentNode = document): readonly PaletteItem[] {
  const found = root.querySelectorAll<HTMLElement>('main header :is(button:not(:disabled), a[href])');
  const labels = new Set<string>();
  return [...found].flatMap((element, at) => {
    const label = (element.getAttribute('aria-label') ?? element.textContent ?? '')
      .trim()
      .replaceAll(/\s+/g, ' ');
    if (label === '' || labels.has(label) || element.closest('nav, [aria-hidden=true]') !== null) return [];
    labels.add(label);
    return [{ key: `action ${at}`, label, run: () => element.click() }];
  });
}

export function placesOf({ shell, run }: Pick<Messages, 'shell' | 'run'>): readonly PaletteItem[] {
  const [first, id] = router.place.path;
  const screens = [
    ['home', shell.home],
    ['wizard', shell.newTraining],
    ['runs', shell.runs],
    ['models', shell.models],
    ['settings', shell.settings],
  ] as const;
  const go = (href: string, label: string) => ({ key: href, label, run: () => router.go(href) });
  return [
    ...(first === 'runs' && id !== undefined
      ? tabNames.map((tab) => go(to('runs', id, tab), run.tabs[tab]))
      : []),
    ...screens.map(([path, label]) => go(to(path), label)),
  ];
}

export function runsByName(runs: Runs): readonly PaletteItem[] {
  return runs.map(({ id, name, tags, model }) => ({
    key: id,
    label: name,
    also: [id, model, ...tags].join(' '),
    run: () => router.go(to('runs', id)),
  }));
}
