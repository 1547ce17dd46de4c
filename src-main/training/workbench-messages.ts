// What the main process and a workbench process say to each other. A workbench does what is not a run and still must
// not be done in main: looking at data and models, previews, predictions, evaluations, exports.

/** Progress of a task; `phase` is a stable word that the screens translate. */
export interface TaskProgress {
  readonly phase: string;
  readonly done: number;
  /** 0 where it is not known. */
  readonly total: number;
}

/** What a task is given besides its input. */
export interface TaskContext {
  readonly signal: AbortSignal;
  /** As often as the task likes; at most ten a second are sent. */
  progress(progress: TaskProgress): void;
  /** `<store>/cache`: everything in it may be deleted at any time. */
  readonly cacheFolder: string;
}

/** A task: structured-cloneable input in, structured-cloneable result out. */
export type Task<Input, Result> = (input: Input, context: TaskContext) => Promise<Result>;

/** Main -> workbench. One task is under way at a time. */
export type WorkbenchCommand =
  | { readonly type: 'open'; readonly cacheFolder: string; readonly modelsFolder: string }
  | { readonly type: 'run'; readonly id: number; readonly task: string; readonly input: unknown }
  | { readonly type: 'cancel'; readonly id: number };

/** A FinesseError has a code; a fault of the program has a stack. */
export interface TaskFailure {
  readonly code?: string;
  readonly message: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly stack?: string;
  readonly cancelled: boolean;
}

/** Workbench -> main. */
export type WorkbenchReply =
  | ({ readonly type: 'progress'; readonly id: number } & TaskProgress)
  | { readonly type: 'done'; readonly id: number; readonly result: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly failure: TaskFailure };
