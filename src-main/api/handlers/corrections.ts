// Corrections of labels.
import {
  changeCorrection,
  correctExample,
  correctedRecipe,
  correctionsOf,
  dataPathOf,
  forgetCorrection,
} from '../../jobs/corrections.ts';
import { findRun } from '../../store/runs-repository.ts';
import { allowedRecipe } from '../allowed-recipe.ts';
import { mediaPrefix } from '../media.ts';
import { api } from '../procedures.ts';

export const correctionsHandlers = {
  list: api.corrections.list.handler(({ input, context: { store } }) => {
    const run = findRun(store.db, input.run);
    const corrections = correctionsOf(store, run).map((row) => ({
      ...row,
      media: row.text === null ? `${mediaPrefix}prediction/${row.runId}/${row.exampleIndex}` : null,
    }));
    return { dataPath: dataPathOf(store, run) ?? null, corrections };
  }),
  put: api.corrections.put.handler(({ input: { run, index, ...verdict }, context: { store } }) =>
    correctExample(store, findRun(store.db, run), index, verdict),
  ),
  change: api.corrections.change.handler(({ input: { run, contentHash, ...verdict }, context: { store } }) =>
    changeCorrection(store, findRun(store.db, run), contentHash, verdict),
  ),
  remove: api.corrections.remove.handler(({ input, context: { store } }) => {
    const run = findRun(store.db, input.run);
    for (const hash of input.contentHashes) forgetCorrection(store, run, hash);
  }),
  train: api.corrections.train.handler(({ input, context: { store, queue, files } }) => {
    const run = findRun(store.db, input.run);
    const recipe = allowedRecipe(correctedRecipe(store, run), { files, folder: store.paths.folder });
    const { id, name } = queue.add(recipe, run.id);
    return { run: id, name };
  }),
};
