// Data, models, drafts and recipes.
import { draft, importedModel, readTexts } from './made-before.ts';
import { pictureRecipe, textRecipe, textsPath } from './recipes.ts';
import type { Table } from './row.ts';

export const beforeTraining = {
  'drafts.list': {},
  'drafts.get': { message: async (world) => ({ id: await draft(world) }) },
  'drafts.put': {
    message: (world) => ({
      id: 'another',
      recipe: textRecipe(world),
      parent: world.runs.texts,
      known: undefined,
    }),
  },
  'drafts.remove': { message: async (world) => ({ id: await draft(world) }) },

  'models.list': {},
  'models.card': { message: async (world) => ({ id: await importedModel(world) }) },
  'models.inspect': { message: ({ files }) => ({ path: files.model }) },
  'models.import': {
    message: ({ files }) => ({ path: files.model, name: 'Modèle', licence: 'MIT', description: 'small' }),
  },
  'models.remove': {
    message: async (world) => ({ id: await importedModel(world), anyway: false }),
    names: 'removable',
  },
  'models.describe': {
    message: ({ files }) => ({
      task: 'text-classification',
      model: { weights: files.model },
      classes: 3,
      classNames: ['weather', 'kitchen', 'travel'],
    }),
  },

  'data.suggestTask': { message: ({ data }) => ({ path: data }) },
  'data.inspect': {
    message: (world) => ({
      task: 'text-classification',
      data: { path: textsPath(world), textColumn: 'text', labelColumn: 'label' },
      seed: 42,
      parent: world.runs.texts,
      experiment: 'question',
    }),
  },
  'data.examples': {
    message: async (world) => ({
      key: await readTexts(world),
      split: 'train',
      label: 'travel',
      search: 'train',
      sort: 'order',
      descending: false,
      offset: 0,
      limit: 20,
    }),
  },
  'data.splitPreview': {
    message: async (world) => ({
      key: await readTexts(world),
      validationFraction: 0.2,
      testFraction: 0.2,
      seed: 1,
    }),
  },
  'data.sample': { message: () => ({ task: 'text-classification' }), rare: true },

  'preprocessing.preview': {
    message: async (world) => ({
      recipe: textRecipe(world),
      key: await readTexts(world),
      indices: [0, 3],
      variants: 2,
    }),
  },
  'preprocessing.batch': {
    message: async (world) => ({ recipe: textRecipe(world), key: await readTexts(world) }),
  },

  'recipes.check': {
    message: async (world) => ({ draft: textRecipe(world), key: await readTexts(world) }),
  },
  'recipes.schema': {},
  'recipes.parse': { message: (world) => ({ text: JSON.stringify(pictureRecipe(world)) }) },
  'recipes.open': {
    message: async (world) => {
      const file = world.fresh('opened.json');
      await world.call('recipes.save', { file, recipe: textRecipe(world) });
      return { file };
    },
  },
  'recipes.save': {
    message: (world) => ({ file: world.fresh('recipe.json'), recipe: pictureRecipe(world) }),
    names: 'writable',
  },
  'recipes.templates': {},
  'recipes.fromBudget': {
    message: (world) => ({
      recipe: pictureRecipe(world),
      minutes: 30,
      caution: 'balanced',
      secondsPerEpoch: 2,
      headSecondsPerEpoch: 0.5,
    }),
  },
} satisfies Table;
