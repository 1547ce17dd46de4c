// What the main process and a workbench process say to each other. A workbench does what is not a run and still must
// not be done in main: looking at data and models, previews, predictions, evaluations, exports.

/** Progress of an errand; `phase` is a stable word that the screens translate. */
export interface ErrandProgress {
  readonly phase: string;
  readonly done: number;
  /** 0 where it is not known. */
  readonly total: number;
}

/** What an errand is given besides its input. */
export interface ErrandContext {
  readonly signal: AbortSignal;
  /** As often as the errand likes; at most ten a second are sent. */
  progress(progress: ErrandProgress): void;
  /** `<store>/cache`: everything in it may be deleted at any time. */
  readonly cacheFolder: string;
}

/** An errand: structured-cloneable input in, structured-cloneable result out. */
export type Errand<Input, Result> = (input: Input, context: ErrandContext) => Promise<Result>;

/** Main -> workbench. One errand is under way at a time. */
export type WorkbenchCommand =
  | { readonly type: 'open'; readonly cacheFolder: string; readonly modelsFolder: string }
  | { readonly type: 'run'; readonly id: number; readonly errand: string; readonly input: unknown }
  | { readonly type: 'cancel'; readonly id: number };

/** A FinesseError has a code; a fault of the program has a stack. */
export interface ErrandFailure {
  readonly code?: string;
  readonly message: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly stack?: string;
  readonly cancelled: boolean;
}

/** Workbench -> main. */
export type WorkbenchReply =
  | ({ readonly type: 'progress'; readonly id: number } & ErrandProgress)
  | { readonly type: 'done'; readonly id: number; readonly result: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly failure: ErrandFailure };
