// Named groups of runs.
import {
  bestRunOf,
  experimentKey,
  listExperiments,
  removeExperiment,
  renameExperiment,
} from '../../store/experiments-repository.ts';
import { api } from '../procedures.ts';

export const experimentsHandlers = {
  list: api.experiments.list.handler(({ context }) =>
    listExperiments(context.store.db).map(({ key, ...experiment }) => ({
      ...experiment,
      best: bestRunOf(context.store.db, key) ?? null,
    })),
  ),
  create: api.experiments.create.handler(({ input, context }) => {
    experimentKey(context.store.db, input.name);
  }),
  rename: api.experiments.rename.handler(({ input, context }) =>
    renameExperiment(context.store.db, input.name, input.newName),
  ),
  remove: api.experiments.remove.handler(({ input, context }) =>
    removeExperiment(context.store.db, input.name),
  ),
};
