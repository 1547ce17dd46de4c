// Models to start from.
import { importModel, libraryCard, libraryModels, removeModel } from '../../jobs/model-library.ts';
import { isModelId } from '../../library/imported-models.ts';
import type { FileAccess } from '../file-access.ts';
import { api } from '../procedures.ts';
import { taskProgress } from '../task-progress.ts';

export const modelsHandlers = {
  list: api.models.list.handler(({ context: { store } }) => libraryModels(store)),

  card: api.models.card.handler(({ input, context: { store } }) => ({
    markdown: libraryCard(store, input.id),
  })),

  inspect: api.models.inspect.handler(({ input, context: { files, workbench }, signal }) =>
    workbench.run('inspect-weights', { path: files.readable(input.path) }, { signal }),
  ),

  import: api.models.import.handler(async function* ({ input, context, signal }) {
    const { files } = context;
    const tokenizer = input.tokenizer && files.readable(input.tokenizer);
    const request = { ...input, path: files.readable(input.path), tokenizer };
    const id = yield* taskProgress(
      (onProgress, both) => importModel(context, request, { signal: both, onProgress }),
      signal,
    );
    return { id };
  }),

  remove: api.models.remove.handler(({ input, context: { store } }) =>
    removeModel(store, input.id, input.anyway),
  ),

  describe: api.models.describe.handler(({ input, context: { files, workbench }, signal }) => {
    const weights = allowedWeights(input.model.weights, files);
    return workbench.run('describe-model', { ...input, model: { ...input.model, weights } }, { signal });
  }),
};

/** An id of the library, or a path that may be named. */
export function allowedWeights(weights: string | undefined, files: FileAccess): string | undefined {
  return weights === undefined || isModelId(weights) ? weights : files.readable(weights);
}
