// Runs, their trainings and experiments, bundles and the store.
import { activeRun, experiment, stoppedRun, waitingRun } from './made-before.ts';
import { textRecipe } from './recipes.ts';
import type { Table } from './row.ts';

export const runsAndStore = {
  'training.estimate': { message: (world) => ({ recipe: textRecipe(world) }), rare: true },
  'training.start': { message: (world) => ({ recipe: textRecipe(world), parent: world.runs.texts }) },
  'training.pause': { message: async (world) => ({ run: await activeRun(world) }), rare: true },
  'training.resume': { message: async (world) => ({ run: await waitingRun(world) }), rare: true },
  'training.finish': { message: async (world) => ({ run: await activeRun(world) }), rare: true },
  'training.cancel': { message: async (world) => ({ run: await waitingRun(world) }) },
  'training.stop': { message: async (world) => ({ run: await waitingRun(world) }) },
  'training.queue': {},
  'training.reorder': {
    message: async (world) => ({ runs: [await waitingRun(world), await waitingRun(world)] }),
  },
  'training.hold': { message: () => ({ held: true }), rare: true },
  'training.changes': {
    message: ({ runs, services }) => {
      const { instance } = services().hub;
      return { run: runs.texts, since: { instance, revision: -1, step: 3, log: 1, resumedCount: 0 } };
    },
    waits: true,
  },
  'training.listChanges': {
    message: ({ services }) => ({ since: { instance: services().hub.instance, revision: 0 } }),
    waits: true,
  },

  'runs.list': { message: ({ runs }) => ({ runs: [runs.texts], newest: 3 }) },
  'runs.get': { message: ({ runs }) => ({ run: runs.pictures }) },
  'runs.curves': { message: ({ runs }) => ({ run: runs.texts, metric: 'loss', maxPoints: 100 }) },
  'runs.compare': {
    message: ({ runs: { pictures, texts } }) => ({ runs: [pictures, texts], baseline: pictures }),
  },
  'runs.recipe': { message: ({ runs }) => ({ run: runs.texts }) },
  'runs.edit': {
    message: ({ runs }) => ({
      runs: [runs.texts],
      name: 'a name',
      notes: 'notes',
      favourite: true,
      archived: false,
      experiment: 'question',
      addTags: ['good'],
      removeTags: ['bad'],
    }),
  },
  'runs.removalSize': { message: ({ runs }) => ({ runs: [runs.pictures] }) },
  'runs.sizes': { message: ({ runs }) => ({ runs: [runs.texts] }), keyed: true },
  'runs.remove': {
    message: async (world) => ({ runs: [await stoppedRun(world)], keep: 'record' }),
    names: 'removable',
  },
  'runs.log': {
    message: ({ runs }) => ({
      run: runs.texts,
      levels: ['info', 'warning'],
      text: 'a',
      before: 9,
      limit: 50,
    }),
  },
  'runs.exportCsv': { message: ({ runs }) => ({ content: 'steps', runs: [runs.texts, runs.pictures] }) },

  'experiments.list': {},
  'experiments.create': { message: () => ({ name: 'question' }) },
  'experiments.rename': {
    message: async (world) => ({
      name: await experiment(world, 'before'),
      newName: `after ${world.fresh('')}`.slice(-20),
    }),
  },
  'experiments.remove': { message: async (world) => ({ name: await experiment(world, 'gone') }) },

  'bundles.export': {
    message: (world) => ({
      file: world.fresh('runs.finesse'),
      runs: [world.runs.texts],
      weights: false,
      texts: true,
    }),
    names: 'writable',
  },
  'bundles.inspect': { message: ({ files }) => ({ file: files.bundle }) },
  'bundles.import': {
    message: async ({ call, files, twin }) => {
      const there = (await call('runs.list', { runs: [twin] })) as readonly unknown[];
      if (there.length > 0) await call('runs.remove', { runs: [twin], keep: 'nothing' });
      return { file: files.bundle };
    },
  },

  'storage.usage': {},
  'storage.clean': { message: () => ({ what: ['leftovers', 'features'] }) },
  'storage.backUp': { message: (world) => ({ file: world.fresh('backup.db') }), names: 'writable' },
  'storage.listBackups': {},
  'storage.restore': { message: ({ files }) => ({ file: files.backup }) },
  'storage.copyAll': { message: ({ out }) => ({ folder: out }), names: 'writable' },
  'storage.restoreAll': { message: ({ files }) => ({ folder: files.copy }) },
} satisfies Table;
