// What is done with a finished run.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { correction } from './made-before.ts';
import { textsPath } from './recipes.ts';
import type { Table } from './row.ts';
import type { World } from './world.ts';

const ofTexts = { message: ({ runs }: World) => ({ run: runs.texts }) };
const ofPictures = { message: ({ runs }: World) => ({ run: runs.pictures }) };
const picture = ({ data }: World) => join(data, 'pictures', 'lying', '0.png');

export const withResults = {
  'evaluation.list': ofTexts,
  'evaluation.guessing': ofPictures,
  'evaluation.report': { message: ({ runs }) => ({ run: runs.pictures, dataPath: '', split: 'test' }) },
  'evaluation.examples': {
    message: ({ runs }) => ({
      run: runs.texts,
      split: 'test',
      label: 'travel',
      predicted: 'kitchen',
      correct: false,
      sort: 'loss',
      offset: 0,
      limit: 20,
    }),
  },
  'evaluation.splits': ofTexts,
  'evaluation.lookThrough': { message: ({ runs }) => ({ run: runs.texts, split: 'train' }) },
  'evaluation.thresholds': {
    message: ({ runs }) => ({
      run: runs.pictures,
      class: 'standing',
      wantedRecall: 0.9,
      wantedPrecision: 0.8,
    }),
  },
  'evaluation.coverage': ofPictures,
  'evaluation.decision': ofPictures,
  'evaluation.keepDecision': {
    message: ({ runs }) => ({
      run: runs.pictures,
      rule: { kind: 'threshold', class: 'standing', threshold: 0.4 },
    }),
  },
  'evaluation.calibration': ofTexts,
  'evaluation.calibrate': ofTexts,
  'evaluation.advice': ofTexts,
  'evaluation.slices': ofTexts,
  'evaluation.changedFiles': ofPictures,
  'evaluation.evaluateOn': { message: (world) => ({ run: world.runs.texts, path: textsPath(world) }) },

  'corrections.list': ofPictures,
  'corrections.put': {
    message: ({ runs }) => ({ run: runs.pictures, index: 0, to: 'standing', note: 'seen twice' }),
  },
  'corrections.change': {
    message: async (world) => ({
      run: world.runs.pictures,
      contentHash: await correction(world),
      to: 'standing',
      note: 'again',
    }),
  },
  'corrections.remove': {
    message: async (world) => ({ run: world.runs.pictures, contentHashes: [await correction(world)] }),
  },
  'corrections.train': {
    message: async (world) => {
      await correction(world);
      return { run: world.runs.pictures };
    },
  },

  'use.predict': {
    message: (world) => ({
      run: world.runs.pictures,
      inputs: [
        { file: picture(world) },
        { picture: new File([new Uint8Array(readFileSync(picture(world)))], 'sent.png') },
      ],
      calibrated: true,
    }),
  },
  'use.explain': {
    message: ({ runs }) => ({
      run: runs.texts,
      input: { text: 'a train to the airport' },
      class: 'travel',
      grid: 4,
    }),
  },
  'use.predictFolder': {
    message: (world) => ({
      run: world.runs.texts,
      path: textsPath(world),
      csvFile: world.fresh('predictions.csv'),
      textColumn: 'text',
      calibrated: false,
    }),
    names: 'writable',
  },
  'use.exportPlan': ofTexts,
  'use.exportRun': {
    message: (world) => ({ run: world.runs.texts, format: 'safetensors', folder: world.fresh('export') }),
    names: 'writable',
  },
  'use.modelCard': { message: ({ runs }) => ({ run: runs.texts, locale: 'fr' }) },
  'use.saveModelCard': {
    message: (world) => ({ run: world.runs.pictures, locale: 'en', file: world.fresh('card.md') }),
    names: 'writable',
  },
} satisfies Table;
