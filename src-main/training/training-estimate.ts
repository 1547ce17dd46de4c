// What a training will take on this machine, as a dry run of a few real steps has found it.

/** One phase of the plan. */
export interface PhaseEstimate {
  readonly name: string;
  readonly epochs: number;
  /** Training and validation of one epoch, and its checkpoint. */
  readonly secondsPerEpoch: number;
  /** Optimizer updates of all its epochs. */
  readonly steps: number;
  /** Whether it reads features of frozen layers that were computed once. */
  readonly cached: boolean;
}

export interface TrainingEstimate {
  /** Most memory the run will hold. */
  readonly memoryBytes: number;
  /** What is free for it now. */
  readonly availableBytes: number;
  readonly phases: readonly PhaseEstimate[];
  /** Loading the model, reading and checking the data. */
  readonly loadingSeconds: number;
  /** Computing what is frozen, once; 0 where nothing is, or where an earlier run has left it. */
  readonly cachingSeconds: number;
  /** Trying the plan on folds, where examples are few; 0 where that is not done. */
  readonly choosingSeconds: number;
  readonly evaluationSeconds: number;
  /** All of the above for all planned epochs; early stopping may shorten it. */
  readonly totalSeconds: number;
  /** Checkpoints, model and cached features while the run is under way. */
  readonly diskBytes: number;
  readonly freeDiskBytes: number;
  readonly parameters: number;
  /** Of them, what the deepest phase trains. */
  readonly trainedParameters: number;
  readonly trainingExamples: number;
}
