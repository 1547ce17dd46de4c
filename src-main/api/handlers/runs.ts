// Past and present runs.
import { setImmediate } from 'node:timers/promises';
import { comparedRuns, compareToBaseline } from '../../jobs/compare-runs.ts';
import { runDetails } from '../../jobs/run-details.ts';
import { type RunSize, removeRun, runSize } from '../../jobs/run-files-removal.ts';
import { experimentKey } from '../../store/experiments-repository.ts';
import { stepCurves } from '../../store/metrics-repository.ts';
import { logTail } from '../../store/run-log-repository.ts';
import { newestRuns, type RunTableRow, runTablePages, runTableRows } from '../../store/run-table.ts';
import { editRun, findRun } from '../../store/runs-repository.ts';
import { addTag, removeTag } from '../../store/tags-repository.ts';
import { api } from '../procedures.ts';

export const runsHandlers = {
  list: api.runs.list.handler(async ({ input: { runs, newest }, context: { store } }) => {
    if (newest !== undefined) return newestRuns(store.db, newest);
    if (runs !== undefined) return runTableRows(store.db, runs);
    const rows: RunTableRow[] = [];
    for (const page of runTablePages(store.db)) {
      rows.push(...page);
      await setImmediate();
    }
    return rows;
  }),
  get: api.runs.get.handler(({ input, context }) => runDetails(context.store, input.run)),
  curves: api.runs.curves.handler(({ input, context: { store } }) =>
    stepCurves(store.db, findRun(store.db, input.run).key, input.maxPoints),
  ),
  compare: api.runs.compare.handler(async ({ input: { runs, baseline }, context }) => ({
    runs: comparedRuns(context.store, runs),
    baseline:
      baseline === undefined
        ? []
        : await Promise.all(
            runs.filter((run) => run !== baseline).map((run) => compareToBaseline(context, baseline, run)),
          ),
  })),
  recipe: api.runs.recipe.handler(({ input, context: { store } }) => ({
    recipe: JSON.parse(findRun(store.db, input.run).recipe) as Record<string, unknown>, // kept as it was validated
  })),
  edit: api.runs.edit.handler(({ input, context: { store, hub } }) => {
    const { runs, addTags, removeTags, experiment, ...edit } = input;
    store.db.transaction(() => {
      const group =
        experiment === undefined || experiment === null ? experiment : experimentKey(store.db, experiment);
      for (const id of runs) {
        const { key } = findRun(store.db, id);
        editRun(store.db, key, { ...edit, experimentKey: group });
        for (const tag of addTags) addTag(store.db, key, tag);
        for (const tag of removeTags) removeTag(store.db, key, tag);
      }
    })();
    for (const id of runs) hub.changed(id);
  }),
  removalSize: api.runs.removalSize.handler(async ({ input, context: { store } }) => {
    const sum: { -readonly [Kind in keyof RunSize]: RunSize[Kind] } = {
      weightsBytes: 0,
      checkpointsBytes: 0,
      recordBytes: 0,
    };
    for (const id of input.runs) {
      const size = await runSize(store, id);
      sum.weightsBytes += size.weightsBytes;
      sum.checkpointsBytes += size.checkpointsBytes;
      sum.recordBytes += size.recordBytes;
    }
    return sum;
  }),
  remove: api.runs.remove.handler(async ({ input, context: { store, hub } }) => {
    for (const id of input.runs) {
      await removeRun(store, id, input.keep);
      hub.changed(id);
    }
  }),
  log: api.runs.log.handler(({ input, context: { store } }) =>
    logTail(store.db, findRun(store.db, input.run).key, input.limit),
  ),
};
