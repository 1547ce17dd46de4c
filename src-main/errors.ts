// What Finesse says to a person: messages with a code, the one error class, and the way each layer declares both.
// A message says what was needed, what was found and what to do next; a code is never reused.

export type MessageParams = Readonly<Record<string, unknown>>;

/** A message may quote what a file says, and a file may say anything: a name of a million letters. */
const maxMessageLength = 4_000;

/** Its beginning, which names the place, and its end, which says what to do. */
function readable(message: string): string {
  if (message.length <= maxMessageLength) return message;
  return `${message.slice(0, maxMessageLength - 600)} … ${message.slice(-500)}`;
}

/** Words in English, and what another language makes them from. `code` is `<layer>.<name>`. */
export interface Message {
  readonly code: string;
  /** The values the message was made from. They go through JSON. */
  readonly params: MessageParams;
  readonly message: string;
}

/** What an error says as a plain value, which can be spread and sent. */
export function plainMessage({ code, params, message }: Message): Message {
  return { code, params, message };
}

/** An error a person can act on. */
export class FinesseError extends Error implements Message {
  override readonly name = 'FinesseError';
  readonly code: string;
  readonly params: MessageParams;

  constructor({ code, params, message }: Message, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.params = params;
  }
}

type Words = (params: never) => string;

/**
 * Declares the messages of one layer and returns the function that makes them.
 * `messageTable('training', { resumed: (p: { step: number }) => ... })('resumed', { step })`
 */
export function messageTable<const Table extends Record<string, Words>>(layer: string, table: Table) {
  return <Code extends keyof Table & string>(code: Code, params: Parameters<Table[Code]>[0]): Message => ({
    code: `${layer}.${code}`,
    // The table pairs each code with the parameters of its own message; TypeScript cannot follow the pair.
    message: readable(table[code](params as never)),
    params: params as MessageParams,
  });
}

/** Likewise for errors. */
export function errorTable<const Table extends Record<string, Words>>(layer: string, table: Table) {
  const message = messageTable(layer, table);
  return <Code extends keyof Table & string>(
    code: Code,
    params: Parameters<Table[Code]>[0],
    cause?: unknown,
  ): FinesseError => new FinesseError(message(code, params), cause);
}
