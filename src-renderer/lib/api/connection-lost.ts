/** The connection to the main process broke while a request was under way, or stayed away. What became of it is not known. */
export class ConnectionLostError extends Error {
  override readonly name = 'ConnectionLostError';
  /** Settles when there is a connection again; rejects with the signal's reason. */
  readonly restored: (signal?: AbortSignal) => Promise<void>;

  constructor(restored: (signal?: AbortSignal) => Promise<void>) {
    super('The connection to Finesse was lost.');
    this.restored = restored;
  }
}
