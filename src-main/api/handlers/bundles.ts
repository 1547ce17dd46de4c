// Runs out to one file, and in from one.
import { exportBundle } from '../../jobs/export-bundle.ts';
import { importBundle, inspectBundle } from '../../jobs/import-bundle.ts';
import { workbenchVersionFiles } from '../../jobs/version-files.ts';
import { api } from '../procedures.ts';
import { taskProgress } from '../task-progress.ts';

export const bundlesHandlers = {
  export: api.bundles.export.handler(async function* ({ input, context, signal }) {
    const { store, files, workbench } = context;
    const { file, runs = [], experiment, weights, texts } = input;
    return yield* taskProgress(
      (onProgress, both) =>
        exportBundle(store, {
          file: files.writableFile(file),
          what: experiment === undefined ? { runs } : { experiment },
          weights,
          texts,
          versions: workbenchVersionFiles(workbench, both),
          signal: both,
          onProgress,
        }),
      signal,
    );
  }),
  inspect: api.bundles.inspect.handler(({ input, context: { store, files } }) =>
    inspectBundle(store, files.readable(input.file)),
  ),
  import: api.bundles.import.handler(async function* ({ input, context, signal }) {
    const { store, files, workbench, hub } = context;
    const runs = yield* taskProgress(
      (onProgress, both) =>
        importBundle(store, files.readable(input.file), {
          versions: workbenchVersionFiles(workbench, both),
          signal: both,
          onProgress,
          onAdded: (run) => hub.changed(run),
        }),
      signal,
    );
    return { runs };
  }),
};
