// A workbench process: errands in, results out over the channel to the process that forked it. When the channel closes,
// it ends. The one argument is the process id of its parent.
import '../no-telemetry.ts';
import { inspect } from 'node:util';
import { endWithParent } from '../end-with-parent.ts';
import { FinesseError, systemFault } from '../errors.ts';
import { useModelsFolder } from '../library/imported-models.ts';
import { workbenchErrands } from './workbench-errands.ts';
import type {
  Errand,
  ErrandContext,
  ErrandFailure,
  ErrandProgress,
  WorkbenchCommand,
  WorkbenchReply,
} from './workbench-messages.ts';

endWithParent({ parentPid: Number(process.argv[2]), graceMs: 0 });
const progressEveryMs = 100;
const underWay = new Map<number, AbortController>();
let cacheFolder = '';

process.on('message', (command) => {
  // Both ends of the channel are this program.
  receive(command as WorkbenchCommand);
});
// A Ctrl-C in the terminal reaches every process of its group; main decides what becomes of its helpers.
process.on('SIGINT', () => undefined);
process.once('disconnect', () => process.exit());

function receive(command: WorkbenchCommand): void {
  switch (command.type) {
    case 'open':
      cacheFolder = command.cacheFolder;
      useModelsFolder(command.modelsFolder);
      break;
    case 'run':
      void run(command);
      break;
    case 'cancel':
      underWay.get(command.id)?.abort();
      break;
    default:
      command satisfies never;
  }
}

async function run({ id, errand, input }: Extract<WorkbenchCommand, { type: 'run' }>): Promise<void> {
  const control = new AbortController();
  underWay.set(id, control);
  const context: ErrandContext = { signal: control.signal, cacheFolder, progress: sparseProgress(id) };
  try {
    // Name and input come from `Workbench.run`, which pairs them by the same table.
    const row = workbenchErrands[errand as keyof typeof workbenchErrands];
    const work = (await row.load()) as Errand<unknown, unknown>;
    reply({ type: 'done', id, result: await work(input, context) });
  } catch (error) {
    reply({ type: 'failed', id, failure: failureOf(error, control.signal.aborted) });
  } finally {
    underWay.delete(id);
  }
}

/** Lets through the first report of each phase, and of the others one in a while. */
function sparseProgress(id: number): (progress: ErrandProgress) => void {
  let sentAtMs = 0;
  let sentPhase = '';
  return (progress) => {
    const now = performance.now();
    if (progress.phase === sentPhase && now - sentAtMs < progressEveryMs) return;
    [sentAtMs, sentPhase] = [now, progress.phase];
    reply({ type: 'progress', id, ...progress });
  };
}

function failureOf(error: unknown, aborted: boolean): ErrandFailure {
  const known = error instanceof FinesseError ? error : systemFault(error);
  const cancelled = aborted && known === undefined;
  if (known !== undefined) {
    const { code, message, params } = known;
    return { code, message, params: structuredClone(params), cancelled };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { message, params: {}, stack: inspect(error), cancelled };
}

function reply(message: WorkbenchReply): void {
  // After a disconnect nobody listens.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}
