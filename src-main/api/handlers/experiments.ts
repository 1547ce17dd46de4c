// Named groups of runs.
import {
  experimentKey,
  listExperiments,
  removeExperiment,
  renameExperiment,
} from '../../store/experiments-repository.ts';
import { api } from '../procedures.ts';

export const experimentsHandlers = {
  list: api.experiments.list.handler(({ context }) =>
    listExperiments(context.store.db).map(({ key: _, ...experiment }) => experiment),
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
