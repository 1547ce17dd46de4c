// The one error class of Finesse and the way each layer declares its codes.
// A message says what was needed, what was found and what to do next; a code is never reused.

/** An error a person can act on. `code` is `<layer>.<name>`; `params` hold the values the message was made from. */
export class FinesseError extends Error {
  override readonly name = 'FinesseError';
  readonly code: string;
  readonly params: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, params: Readonly<Record<string, unknown>>, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.params = params;
  }
}

type Message = (params: never) => string;

/**
 * Declares the error codes of one layer and returns the function that makes its errors.
 * `errorTable('format', { truncated: (p: { file: string }) => ... })('truncated', { file })`
 */
export function errorTable<const Table extends Record<string, Message>>(layer: string, table: Table) {
  return <Code extends keyof Table & string>(
    code: Code,
    params: Parameters<Table[Code]>[0],
    cause?: unknown,
  ): FinesseError =>
    // The table pairs each code with the parameters of its own message; TypeScript cannot follow the pair.
    new FinesseError(
      `${layer}.${code}`,
      table[code](params as never),
      params as Record<string, unknown>,
      cause,
    );
}
