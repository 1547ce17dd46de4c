// Assembles pickles instruction by instruction, honest and hostile ones; nothing here checks anything.
import { uint32 } from './formats-fault.ts';

type Piece = Buffer | string;

/** Protocol 2 up to STOP. Text pieces are instructions of one character. */
export function pickle(...pieces: readonly Piece[]): Buffer {
  return Buffer.concat([bytes('\x80\x02'), ...pieces.map(bytes), bytes('.')]);
}

export function bytes(piece: Piece): Buffer {
  return typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece;
}

export function join(...pieces: readonly Piece[]): Buffer {
  return Buffer.concat(pieces.map(bytes));
}

/** BINUNICODE. */
export function text(value: string): Buffer {
  const utf8 = Buffer.from(value);
  return join('X', uint32(utf8.length), utf8);
}

/** BININT for what fits, LONG1 otherwise. */
export function int(value: number): Buffer {
  if (value === (value | 0)) return join('J', uint32(value >>> 0));
  const long = Buffer.alloc(8);
  long.writeBigInt64LE(BigInt(value));
  return join('\x8a\x08', long);
}

/** BINFLOAT. */
export function float(value: number): Buffer {
  const double = Buffer.alloc(8);
  double.writeDoubleBE(value);
  return join('G', double);
}

export function global(module: string, name: string): Buffer {
  return bytes(`c${module}\n${name}\n`);
}

export function tuple(...items: readonly Piece[]): Buffer {
  return join('(', ...items, 't');
}

/** GLOBAL applied to arguments. */
export function call(module: string, name: string, ...args: readonly Piece[]): Buffer {
  return join(global(module, name), tuple(...args), 'R');
}

/** A dict of text keys. */
export function dict(entries: Readonly<Record<string, Piece>>): Buffer {
  return join('}(', ...Object.entries(entries).flatMap(([key, value]) => [text(key), value]), 'u');
}

export function storage(parts: { type?: Piece; key?: Piece; count?: Piece; extra?: Piece } = {}): Buffer {
  const type = parts.type ?? global('torch', 'FloatStorage');
  const id = [text('storage'), type, parts.key ?? text('0'), text('cpu'), parts.count ?? int(6)];
  return join(tuple(...id, ...(parts.extra ? [parts.extra] : [])), 'Q');
}

/** `_rebuild_tensor_v2` of a 2 x 3 float32 tensor, except for the parts given. */
export function tensor(
  parts: { storage?: Piece; offset?: Piece; shape?: Piece; strides?: Piece } = {},
): Buffer {
  return call(
    'torch._utils',
    '_rebuild_tensor_v2',
    parts.storage ?? storage(),
    parts.offset ?? int(0),
    parts.shape ?? tuple(int(2), int(3)),
    parts.strides ?? tuple(int(3), int(1)),
    '\x89',
    call('collections', 'OrderedDict'),
  );
}
