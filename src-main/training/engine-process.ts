// The engine process: one run, commands in and events out over the channel to the process that forked it.
// A fault becomes an event; when the channel closes it stops at the next step, with a checkpoint, and ends. The one
// argument is the process id of its parent.
import '../no-telemetry.ts';
import { inspect } from 'node:util';
import { endWithParent } from '../end-with-parent.ts';
import { FinesseError, plainMessage, systemFault } from '../errors.ts';
import { useModelsFolder } from '../library/imported-models.ts';
import { runTraining } from './run-training.ts';
import type { TrainingCommand, TrainingEvent } from './training-events.ts';

/** How long writing the last checkpoint may take when main has gone. */
const leaveMs = 10_000;

endWithParent({ parentPid: Number(process.argv[2]), graceMs: leaveMs });
const stop = new AbortController();
const finish = new AbortController();

process.on('message', (command) => {
  // Both ends of the channel are this program.
  receive(command as TrainingCommand);
});
// A Ctrl-C in the terminal reaches every process of its group; main hears it too and says what to do.
process.on('SIGINT', () => undefined);
process.once('disconnect', () => stop.abort());

function receive(command: TrainingCommand): void {
  switch (command.type) {
    case 'start':
      if (command.modelsFolder !== undefined) useModelsFolder(command.modelsFolder);
      void run(command).then(leave);
      break;
    case 'stop':
      stop.abort();
      break;
    case 'finish':
      finish.abort();
      break;
    default:
      command satisfies never;
  }
}

async function run(command: Extract<TrainingCommand, { type: 'start' }>): Promise<void> {
  try {
    await runTraining({ ...command, emit, signal: stop.signal, finish: finish.signal });
  } catch (error) {
    emit(failure(error));
  }
}

function emit(event: TrainingEvent): void {
  send(event.type === 'work' ? { ...event, memoryBytes: process.memoryUsage.rss() } : event);
}

function send(event: TrainingEvent): void {
  // After a disconnect nobody listens; what counts is in the run's folder.
  if (process.connected) process.send?.(event, undefined, undefined, () => undefined);
}

function failure(error: unknown): TrainingEvent {
  const stack = inspect(error);
  const known = error instanceof FinesseError ? error : systemFault(error);
  if (known !== undefined) return { type: 'failed', ...plainMessage(known), stack };
  const message = error instanceof Error ? error.message : String(error);
  return { type: 'failed', code: 'training.internal', params: {}, message, stack };
}

/** Ends the process once everything sent has been taken. */
function leave(): void {
  if (process.connected) process.disconnect();
}
