// Past and present runs.
import { setImmediate } from 'node:timers/promises';
import { compareRuns } from '../../jobs/compare-runs.ts';
import { runDetails } from '../../jobs/run-details.ts';
import { type RunSize, removeRun, runSize } from '../../jobs/run-files-removal.ts';
import { runSizes } from '../../jobs/run-sizes.ts';
import { runsCsv } from '../../jobs/runs-csv.ts';
import { stepCurves } from '../../store/metrics-repository.ts';
import { editRuns } from '../../store/run-edits.ts';
import { searchLog } from '../../store/run-log-repository.ts';
import { nextRunName } from '../../store/run-names.ts';
import { refuseRunning } from '../../store/run-removal.ts';
import { newestRuns, type RunTableRow, runTablePages, runTableRows } from '../../store/run-table.ts';
import { findRun } from '../../store/runs-repository.ts';
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
    stepCurves(store.db, findRun(store.db, input.run).key, input.maxPoints, { metric: input.metric }),
  ),
  compare: api.runs.compare.handler(({ input: { runs, baseline }, context }) =>
    compareRuns(context, runs, baseline),
  ),
  recipe: api.runs.recipe.handler(({ input, context: { store } }) => {
    const { recipe, name } = findRun(store.db, input.run);
    return {
      recipe: JSON.parse(recipe) as Record<string, unknown>, // kept as it was validated
      nextName: nextRunName(store.db, name),
    };
  }),
  edit: api.runs.edit.handler(({ input, context: { store, hub } }) => {
    const { runs, ...edit } = input;
    editRuns(store.db, runs, edit);
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
  sizes: api.runs.sizes.handler(({ input, context: { store } }) => runSizes(store, input.runs)),
  remove: api.runs.remove.handler(async ({ input, context: { store, hub } }) => {
    refuseRunning(
      store.db,
      input.runs.map((id) => findRun(store.db, id)),
    );
    for (const id of input.runs) {
      await removeRun(store, id, input.keep);
      hub.changed(id);
    }
  }),
  log: api.runs.log.handler(({ input, context: { store } }) =>
    searchLog(store.db, findRun(store.db, input.run).key, input),
  ),
  exportCsv: api.runs.exportCsv.handler(async ({ input, context: { store } }) => ({
    csv: await runsCsv(store, input.content, input.runs),
  })),
};
