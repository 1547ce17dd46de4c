// Whole answers of main of which a test gives only what it is about: the rest is what a new store says.
import type { DraftSummary } from '../../src-main/api/contract/drafts.ts';
import type { ExperimentSummary } from '../../src-main/api/contract/experiments.ts';
import type { RunDetails } from '../../src-main/api/contract/runs.ts';
import type { ApiClient } from '../../src-main/api/contract.ts';

type Settings = Awaited<ReturnType<ApiClient['settings']['get']>>;
type Hello = Awaited<ReturnType<ApiClient['system']['hello']>>;

export function settings(given: Partial<Settings> = {}): Settings {
  return {
    locale: 'en',
    theme: 'system',
    expert: false,
    lastFolder: '',
    lastSaveFolder: '',
    runColumns: [],
    runView: '',
    ...given,
  };
}

export function hello(given: Partial<Hello> = {}): Hello {
  return {
    version: 'test',
    host: 'browser',
    platform: 'linux',
    storeFolder: '/store',
    machine: { cpu: 'A processor', threads: 8, memoryBytes: 16e9 },
    freeDiskBytes: 83e9,
    ...given,
  };
}

export function draftSummary(given: Partial<DraftSummary> = {}): DraftSummary {
  return { id: 'd1', name: '', recipe: {}, parent: null, createdAtMs: 0, updatedAtMs: 0, ...given };
}

export function experiment(given: Partial<ExperimentSummary> = {}): ExperimentSummary {
  return { name: 'pets', createdAtMs: 1, numRuns: 1, lastRunAtMs: null, best: null, ...given };
}

/** A run that has just been started on its data. */
export function runDetails(given: Partial<RunDetails> = {}): RunDetails {
  return {
    id: '7k2m',
    name: 'Surface inspection',
    experiment: null,
    state: 'running',
    task: 'image-classification',
    model: 'finesse-resnet-10',
    seed: 42,
    backend: 'ort',
    createdAtMs: 90_000,
    startedAtMs: 95_000,
    endedAtMs: null,
    seconds: 0,
    epochs: 0,
    bestEpoch: null,
    resumedCount: 0,
    errorCode: null,
    errorMessage: null,
    errorParams: null,
    notes: '',
    favourite: false,
    archived: false,
    weightsDropped: false,
    folder: '/store/runs/7k2m',
    tags: [],
    recipe: {},
    changed: [],
    environment: {
      finesse: '0.1.0',
      node: '24',
      platform: 'linux',
      systemRelease: '6',
      cpu: 'A processor',
      threads: 2,
      memoryBytes: 8e9,
      packages: {},
    },
    dataset: {
      name: 'surfaces',
      source: '/data/surfaces',
      isThere: true,
      hash: 'c2ed8162'.repeat(8),
      kind: 'image',
      numExamples: 620,
      numProblems: 0,
      duplicateGroups: 0,
      classes: [],
    },
    epochMetrics: [],
    evaluations: [],
    checkpoints: [],
    artefacts: [],
    work: [],
    imported: false,
    lineage: { parent: null, children: [] },
    ...given,
  };
}
