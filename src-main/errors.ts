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

/**
 * Texts from elsewhere cannot write lines of their own into a message, where a terminal or a log would take them for the
 * program's: their line ends are shown.
 */
function inOneLine(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/\r\n|\r|\n/g, '\\n');
  if (Array.isArray(value)) return value.map(inOneLine);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inOneLine(inner)]));
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
    message: readable(table[code](inOneLine(params) as never)),
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

const systemError = errorTable('system', {
  diskFull: (p: { path: string }) =>
    `The disk of ${p.path} is full. What was saved before is intact. Free some space and try again.`,
  readOnly: (p: { path: string; reason: string }) =>
    `${p.path} may not be written or changed (${p.reason}). Give yourself the right to, or choose another place.`,
  gone: (p: { path: string }) =>
    `${p.path} is not there, or no longer: it was moved or deleted, or its disk was taken away. Put it back and try again.`,
  isAFolder: (p: { path: string }) =>
    `${p.path} is a folder, where a file was expected. Give the name of a file.`,
  taken: (p: { path: string }) => `There is something at ${p.path} already. Choose another name.`,
  unusable: (p: { path: string; reason: string }) =>
    `${p.path} cannot be read or written (${p.reason}). Check the disk and its connection, and try again.`,
});

const systemCodes: Readonly<
  Record<string, 'diskFull' | 'readOnly' | 'gone' | 'isAFolder' | 'taken' | 'unusable'>
> = {
  ENOSPC: 'diskFull',
  EDQUOT: 'diskFull',
  EROFS: 'readOnly',
  EACCES: 'readOnly',
  EPERM: 'readOnly',
  ENOENT: 'gone',
  ENOTDIR: 'gone',
  ESTALE: 'gone',
  ENXIO: 'gone',
  ENODEV: 'gone',
  EISDIR: 'isAFolder',
  EEXIST: 'taken',
  ENOTEMPTY: 'taken',
  EIO: 'unusable',
  EFBIG: 'unusable',
  EMFILE: 'unusable',
  ENFILE: 'unusable',
  EBUSY: 'unusable',
  ETXTBSY: 'unusable',
  ENAMETOOLONG: 'unusable',
  ELOOP: 'unusable',
};

/**
 * What the system refused, as an error a person can act on; undefined for anything else. `path` is the place where the
 * error names none: a write that fails knows its file by a number only.
 */
export function systemFault(error: unknown, path?: string): FinesseError | undefined {
  if (!(error instanceof Error) || error instanceof FinesseError) return undefined;
  const { code, syscall, path: named, dest } = error as NodeJS.ErrnoException & { readonly dest?: string };
  const kind = syscall === undefined || code === undefined ? undefined : systemCodes[code];
  // What is copied or renamed is as it should be; its new place is full, or taken.
  const aboutDest = kind === 'diskFull' || kind === 'isAFolder' || kind === 'taken';
  const place = (aboutDest ? dest : undefined) ?? named ?? path;
  // A process that could not be started and a connection that broke are no files.
  if (kind === undefined || place === undefined || syscall?.startsWith('spawn')) return undefined;
  return systemError(kind, { path: place, reason: code! }, error); // checked above, with `kind`
}

/** Tells failures of the system during `work` with the place they concern. */
export function atPlace<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw systemFault(error, path) ?? error;
  }
}
