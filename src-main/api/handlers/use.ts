// What a finished run is used for. Main finds the run and the paths; the workbench computes.
import { resolve } from 'node:path';
import { type FinishedRun, finishedRun } from '../../jobs/finished-run.ts';
import { keptDecision } from '../../jobs/kept-decision.ts';
import { modelCardOf, saveModelCard } from '../../jobs/model-card.ts';
import { recordArtefact } from '../../store/artefacts-repository.ts';
import { planExports } from '../../training/export-plan.ts';
import { readCalibration } from '../../training/run-calibration.ts';
import { exportFolder } from '../export-folder.ts';
import { withInputs } from '../given-inputs.ts';
import { api } from '../procedures.ts';
import { taskProgress } from '../task-progress.ts';

export const useHandlers = {
  predict: api.use.predict.handler(({ input, context, signal }) => {
    const { store, workbench } = context;
    const finished = finishedRun(store, input.run);
    const temperature = temperatureOf(finished, input.calibrated);
    const rule = keptDecision(store, finished);
    return withInputs(input.inputs, context, async (inputs, names) => {
      const task = { runFolder: finished.folder, inputs, temperature, rule };
      const { predictions, ...times } = await workbench.run('predict', task, { signal });
      const named = predictions.map((prediction, at) => ({
        ...prediction,
        input: names[at] ?? prediction.input,
      }));
      return { predictions: named, ...times, temperature, rule };
    });
  }),

  explain: api.use.explain.handler(async function* ({ input, context, signal }) {
    const { store, workbench } = context;
    const { folder } = finishedRun(store, input.run);
    return yield* taskProgress(
      (onProgress, both) =>
        withInputs([input.input], context, ([given]) =>
          workbench.run(
            'explain',
            { runFolder: folder, input: given!, class: input.class, grid: input.grid },
            { signal: both, onProgress },
          ),
        ),
      signal,
    );
  }),

  predictFolder: api.use.predictFolder.handler(async function* ({ input, context, signal }) {
    const { store, workbench, files } = context;
    const finished = finishedRun(store, input.run);
    const rule = keptDecision(store, finished);
    const task = {
      runFolder: finished.folder,
      path: files.readable(input.path),
      csvFile: files.writableFile(input.csvFile),
      textColumn: input.textColumn,
      // Else the rule could not be read off the probabilities beside its answers.
      temperature: rule?.temperature ?? temperatureOf(finished, input.calibrated),
      rule,
    };
    return yield* taskProgress(
      (onProgress, both) => workbench.run('predict-folder', task, { signal: both, onProgress }),
      signal,
    );
  }),

  exportPlan: api.use.exportPlan.handler(({ input, context: { store } }) => ({
    formats: planExports(finishedRun(store, input.run).folder),
  })),

  exportRun: api.use.exportRun.handler(async function* ({ input, context, signal }) {
    const { store, workbench, files, hub } = context;
    const finished = finishedRun(store, input.run);
    const { run, folder } = finished;
    const { format } = input;
    const chosen = exportFolder(files.writable(input.folder), run.name, format);
    const task = { runFolder: folder, format, folder: chosen, rule: keptDecision(store, finished) };
    const exported = yield* taskProgress(
      (onProgress, both) => workbench.run('export', task, { signal: both, onProgress }),
      signal,
    );
    for (const { path, sizeBytes } of exported.files)
      recordArtefact(store.db, run.key, { kind: format, path: resolve(path), sizeBytes });
    hub.changed(run.id);
    return exported;
  }),

  modelCard: api.use.modelCard.handler(async ({ input, context: { store } }) => ({
    markdown: await modelCardOf(store, finishedRun(store, input.run), input.locale),
  })),

  saveModelCard: api.use.saveModelCard.handler(async ({ input, context: { store, files } }) =>
    saveModelCard(
      files.writableFile(input.file),
      await modelCardOf(store, finishedRun(store, input.run), input.locale),
    ),
  ),
};

function temperatureOf({ folder }: FinishedRun, calibrated: boolean): number {
  return calibrated ? (readCalibration(folder)?.temperature ?? 1) : 1;
}
