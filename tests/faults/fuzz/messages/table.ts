// Every procedure of the contract: how it is tried, or why it is not.
import { basename } from 'node:path';
import { beforeTraining } from './before-training.ts';
import type { ProcedureName, Row, Skipped } from './row.ts';
import { runsAndStore } from './runs-and-store.ts';
import { withResults } from './with-results.ts';

const around = {
  'system.hello': {},
  'system.doctor': { skipped: 'takes no message, and measures this machine for seconds' },
  'shell.changes': {
    message: ({ services }) => {
      const { requests } = services().shell;
      requests.add({ kind: 'command', command: 'help' });
      return { since: 0 };
    },
    waits: true,
  },
  'shell.appearance': { message: () => ({ language: 'fr', theme: 'dark' }) },
  'files.roots': {},
  'files.list': { message: ({ given }) => ({ path: given, show: 'all', hidden: false }) },
  'files.makeFolder': {
    message: (world) => ({ parent: world.out, name: basename(world.fresh('folder')) }),
    names: 'writable',
  },
  'files.choose': {
    message: ({ out }) => ({ mode: 'save', show: 'recipes', title: 'A file', suggested: out }),
  },
  'files.reveal': { message: ({ files }) => ({ path: files.bundle }) },
  'settings.get': {},
  'settings.put': {
    message: ({ out }) => ({
      locale: 'fr',
      theme: 'dark',
      expert: true,
      lastFolder: out,
      lastSaveFolder: out,
      runColumns: ['name'],
      runView: 'sort=name',
    }),
  },
} satisfies Partial<Record<ProcedureName, Row | Skipped>>;

export const table = {
  ...around,
  ...beforeTraining,
  ...runsAndStore,
  ...withResults,
} satisfies Record<ProcedureName, Row | Skipped>;

/** Those that are tried. */
export const rows = Object.entries(table as Record<string, Row | Skipped>).flatMap(([name, row]) =>
  'skipped' in row ? [] : [{ name: name as ProcedureName, row }],
);
