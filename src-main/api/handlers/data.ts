// Data before training. Reading it is the workbench's work; main only knows where readings are kept.
import { dataKind } from '../../data/data-kind.ts';
import { earlierSplit } from '../../jobs/earlier-split.ts';
import { allowedDataOptions } from '../data-options-draft.ts';
import { rememberKey } from '../data-readings.ts';
import { api } from '../procedures.ts';
import { sampleRecipes } from '../sample-recipes.ts';
import { taskProgress } from '../task-progress.ts';

const kinds = { 'image-classification': 'image', 'text-classification': 'text' } as const;
const tasks = { image: 'image-classification', text: 'text-classification' } as const;

export const dataHandlers = {
  suggestTask: api.data.suggestTask.handler(({ input, context: { files } }) => {
    const { kind, ...found } = dataKind(files.readable(input.path));
    return { task: tasks[kind], ...found };
  }),

  inspect: api.data.inspect.handler(async function* ({
    input,
    context: { files, store, workbench },
    signal,
  }) {
    const { task, seed, parent, experiment } = input;
    const data = allowedDataOptions(input.data, files);
    const kind = kinds[task];
    const earlier = earlierSplit(store, { kind, parent, experiment, data, seed });
    const report = yield* taskProgress(
      (onProgress, both) =>
        workbench.run('inspect-data', { kind, data, seed, earlier }, { signal: both, onProgress }),
      signal,
    );
    if (report.dataset !== null) rememberKey({ task, data, seed }, report.dataset.key);
    return report;
  }),

  examples: api.data.examples.handler(({ input, context: { workbench }, signal }) =>
    workbench.run('list-examples', input, { signal }),
  ),

  splitPreview: api.data.splitPreview.handler(({ input, context: { workbench }, signal }) =>
    workbench.run('preview-split', input, { signal, replaces: 'split' }),
  ),

  sample: api.data.sample.handler(async function* ({ input: { task }, context, signal }) {
    const folder = context.store.paths.samples;
    const { path } = yield* taskProgress(
      (onProgress, both) =>
        context.workbench.run('write-sample', { task, folder }, { signal: both, onProgress }),
      signal,
    );
    const { name, data, recipe } = sampleRecipes[task];
    return { task, name, data: { ...data, path }, recipe };
  }),
};
