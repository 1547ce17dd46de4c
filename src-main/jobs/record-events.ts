// Events of the engine -> rows of the store. One event, one place; a batch is one transaction.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { plainMessage } from '../errors.ts';
import type { EvaluationReport } from '../evaluation/evaluation-report.ts';
import { summaryMetrics } from '../evaluation/summary-metrics.ts';
import { recordArtefact } from '../store/artefacts-repository.ts';
import { recordCheckpoint } from '../store/checkpoints-repository.ts';
import { recordDataset } from '../store/dataset-versions-repository.ts';
import { recordEvaluation } from '../store/evaluations-repository.ts';
import { recordEpoch, recordSteps } from '../store/metrics-repository.ts';
import type { Store } from '../store/open-store.ts';
import { addLogLine, type LogLine, recordWork } from '../store/run-log-repository.ts';
import { setRunPlan } from '../store/run-plans-repository.ts';
import { endRun, type RunEnd, setBestEpoch, setRunBackend, setRunDataset } from '../store/runs-repository.ts';
import { runFolder } from '../store/store-folder.ts';
import { writeTogether } from '../store/write-together.ts';
import { runFiles } from '../training/run-files.ts';
import type { TrainingEvent } from '../training/training-events.ts';
import { jobFault } from './errors.ts';
import { missedEpochs, readTrainingFile } from './training-file.ts';

/** An event and when it arrived. */
export interface ArrivedEvent {
  readonly atMs: number;
  readonly event: TrainingEvent;
}

/** The run the events belong to. */
export interface RunPlace {
  readonly key: number;
  readonly id: string;
  /** Time under way since the last heartbeat. */
  readonly seconds: number;
  /** What an end at a checkpoint means: cut short, paused, or over by the person's decision. */
  readonly endsAs?: 'interrupted' | 'paused' | 'stopped';
}

/** Records a batch in one transaction: all of it or nothing. */
export function recordEvents(store: Store, run: RunPlace, events: readonly ArrivedEvent[]): void {
  writeTogether(store.db, () => {
    for (const { atMs, event } of events) record({ store, run, atMs }, event);
  });
}

interface Place {
  readonly store: Store;
  readonly run: RunPlace;
  readonly atMs: number;
}

type Said = Pick<LogLine, 'code' | 'params' | 'message'>;
type EventOf<Type> = Extract<TrainingEvent, { readonly type: Type }>;

/** What each event becomes; an event without a row does not compile. */
const recorders: {
  readonly [Type in TrainingEvent['type']]: (place: Place, event: EventOf<Type>) => void;
} = {
  work: ({ store, run, atMs }, { phase, done, total }) =>
    recordWork(store.db, run.key, { phase, atMs, done, total }),
  dataset: ({ store, run }, { version }) =>
    setRunDataset(store.db, run.key, recordDataset(store.db, store.paths, version)),
  plan: ({ store, run }, { phases }) => setRunPlan(store.db, run.key, JSON.stringify(phases)),
  compatibility: (place, { summary }) => addLine(place, 'info', summary),
  step: ({ store, run, atMs }, { step, metrics, earlier }) => {
    recordSteps(store.db, run.key, [...earlier, { step, metrics }]);
    recordWork(store.db, run.key, { phase: 'training', atMs, done: step, total: 0 });
  },
  epoch: ({ store, run, atMs }, { epoch, step, phase, metrics }) =>
    recordEpoch(store.db, run.key, { epoch, step, phase, metrics, endedAtMs: atMs }),
  checkpoint: ({ store, run }, { step, epoch, file, best }) =>
    recordCheckpoint(store.db, run.key, { step, epoch, file, best }),
  log: (place, { level, code, params, message }) => addLine(place, level, { code, params, message }),
  evaluated: (place, { file }) => recordTestReport(place, file),
  finished: (place, { bestEpoch }) => {
    const { store, run } = place;
    setBestEpoch(store.db, run.key, bestEpoch);
    recordFiles(store, run);
    recordTrainingFile(place);
    end(place, { state: 'finished' });
  },
  interrupted: (place) => end(place, { state: place.run.endsAs ?? 'interrupted' }),
  failed: (place, { stack, ...fault }) => {
    if (stack !== undefined) addLine(place, 'error', { code: null, params: {}, message: stack });
    end(place, { state: 'failed', fault });
  },
};

function record(place: Place, event: TrainingEvent): void {
  // The table pairs each type with the recorder of its own events; TypeScript cannot follow the pair.
  (recorders[event.type] as (place: Place, event: TrainingEvent) => void)(place, event);
}

/** The moment of the end is the calendar's; how long the run took is measured. */
function end({ store, run: { key, seconds } }: Place, how: Pick<RunEnd, 'state' | 'fault'>): void {
  endRun(store.db, key, { ...how, seconds, endedAtMs: Date.now() });
}

function addLine({ store, run, atMs }: Place, level: LogLine['level'], said: Said): void {
  addLogLine(store.db, run.key, { atMs, level, ...said });
}

/** The figures of the report become rows; a report that cannot be read costs its figures, not the run. */
function recordTestReport(place: Place, file: string): void {
  const { store, run } = place;
  const path = join(runFolder(store.paths, run.id), file);
  try {
    // Written by the engine with makeReport a moment ago.
    const report = JSON.parse(readFileSync(path, 'utf8')) as EvaluationReport;
    const metrics = summaryMetrics(report);
    recordEvaluation(store.db, run.key, { split: 'test', dataPath: '', reportFile: file, metrics });
  } catch (error) {
    const reason = (error as Error).message;
    addLine(place, 'error', plainMessage(jobFault('reportUnreadable', { file: path, reason }, error)));
  }
}

const lastingFiles = [
  { kind: 'model', path: runFiles.weights },
  { kind: 'evaluation', path: runFiles.evaluation },
  { kind: 'predictions', path: runFiles.predictions },
] as const;

/** The files of a finished run that are worth finding again; a run without a test split has fewer. */
function recordFiles(store: Store, run: RunPlace): void {
  for (const { kind, path } of lastingFiles) {
    const file = statSync(join(runFolder(store.paths, run.id), path), { throwIfNoEntry: false });
    if (file) recordArtefact(store.db, run.key, { kind, path, sizeBytes: file.size });
  }
}

/** What the engine says of the whole run: the backend it took, and epochs this side never heard of. */
function recordTrainingFile(place: Place): void {
  const { store, run, atMs } = place;
  const file = join(runFolder(store.paths, run.id), runFiles.training);
  const training = readTrainingFile(file);
  if (training === undefined) {
    addLine(place, 'warning', plainMessage(jobFault('trainingFileUnreadable', { file })));
    return;
  }
  setRunBackend(store.db, run.key, training.backend);
  for (const epoch of missedEpochs(store.db, run.key, training))
    recordEpoch(store.db, run.key, { ...epoch, endedAtMs: atMs });
}
