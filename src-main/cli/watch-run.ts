// A run in the terminal, from its start to its last line: progress, Ctrl-C, the result and the exit code.
import type { RunHandle } from '../jobs/start-run.ts';
import type { Store } from '../store/open-store.ts';
import type { Run } from '../store/runs-repository.ts';
import type { TrainingEvent } from '../training/training-events.ts';
import { readAdded } from './added.ts';
import { EndWith, type ExitCode, exitCodes } from './exit-codes.ts';
import { duration, figure, print, printJson } from './output.ts';

/** Begins a run, shows it until it ends, and ends the command with the run's exit code. */
export async function watchRun(
  store: Store,
  begin: (onEvent: (event: TrainingEvent) => void) => Promise<RunHandle>,
  options: { readonly json?: boolean },
): Promise<void> {
  const { openTerminalProgress } = await import('./terminal-progress.ts');
  const progress = options.json ? undefined : openTerminalProgress();
  const handle = await begin((event) => progress?.show(event));
  progress?.begin(handle.run);
  const run = await untilDone(handle, (text) => progress?.say(text));
  progress?.end();
  await report(store, run, options.json ?? false);
  const exitCode = exitCodeOfRun(run);
  if (exitCode !== exitCodes.ok) throw new EndWith(exitCode);
}

const doubledMs = 300;

/** Waits for the run. The first Ctrl-C (or a polite kill) asks for a checkpoint, the second ends the engine. */
async function untilDone(handle: RunHandle, say: (text: string) => void): Promise<Run> {
  let askedMs: number | undefined;
  const onSignal = () => {
    // Under npm one Ctrl-C arrives twice: from the terminal and from npm.
    if (askedMs !== undefined && performance.now() - askedMs < doubledMs) return;
    if (askedMs !== undefined) return handle.kill();
    askedMs = performance.now();
    say('Stopping at a checkpoint ... press Ctrl-C again to stop at once.');
    handle.stop();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  try {
    return await handle.done;
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
  }
}

async function report(store: Store, run: Run, json: boolean): Promise<void> {
  const { listEvaluations } = await import('../store/evaluations-repository.ts');
  const { runFolder } = await import('../store/store-folder.ts');
  const own = listEvaluations(store.db, run.key).find(
    ({ split, dataPath }) => split === 'test' && dataPath === '',
  );
  const test = own && Object.fromEntries(own.metrics.map(({ metric, value }) => [metric, value]));
  const folder = runFolder(store.paths, run.id);
  if (json) printJson({ ...summary(run), folder, test });
  else print(await endLines(run, test, folder));
}

function summary({ id, name, state, epochs, bestEpoch, seconds, errorCode, errorMessage }: Run) {
  const error = errorCode === null ? undefined : { code: errorCode, message: errorMessage };
  return { run: id, name, state, epochs, bestEpoch, seconds, error };
}

async function endLines(
  run: Run,
  test: Record<string, number | null> | undefined,
  folder: string,
): Promise<string[]> {
  const figures = test ? `, test accuracy ${figure(test.accuracy)}, F1 macro ${figure(test.f1Macro)}` : '';
  const lines = [
    `Run ${run.id} ${run.state} after ${run.epochs} epochs in ${duration(run.seconds)}${figures}.`,
  ];
  const added = readAdded(folder);
  if (added !== undefined) {
    const { addedText } = await import('../evaluation/report-text.ts');
    lines.push(addedText(added));
  }
  if (run.errorMessage !== null) lines.push(run.errorMessage);
  if (run.state === 'interrupted' && run.errorMessage === null)
    lines.push(`Go on with "finesse train --resume ${run.id}".`);
  lines.push(`Its files are in ${folder}; see it with "finesse show ${run.id}".`);
  return lines;
}

function exitCodeOfRun(run: Run): ExitCode {
  if (run.state === 'finished') return exitCodes.ok;
  // Stopped by the person who asked for it; a death of the engine is a failure.
  return run.state === 'interrupted' && run.errorCode === null ? exitCodes.interrupted : exitCodes.failed;
}
