// A restricted unpickler: a stack machine that builds lists, dicts and plain values and executes nothing.
// The only "calls" are those that a table of known names (`PickleGlobals`) answers with data of our own.
// Source of the opcodes: Python's Lib/pickletools.py, protocols 2 to 5; others are refused by name.
import { formatError } from './errors.ts';
import type { PickleCursor } from './pickle-cursor.ts';

/** What a pickle can hold here. Lists and tuples are arrays, dicts are Maps in their order. May contain itself. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleValue[]
  | PickleDict
  | PickleObject;
export type PickleDict = Map<PickleValue, PickleValue>;

/** A value that the table of globals made. */
export interface PickleObject {
  readonly kind: string;
}

/** A name the pickle may mention; with `call`, one it may apply to arguments. */
export interface PickleGlobal extends PickleObject {
  readonly kind: 'global';
  readonly name: string;
  readonly call?: (args: readonly PickleValue[], fail: Fail) => PickleValue;
}

/** Makes the error for a problem at the current instruction; the caller throws it. */
export type Fail = (problem: string) => Error;

/** The names a pickle may mention, and the meaning of its persistent ids. */
export interface PickleGlobals {
  /** Undefined refuses the name. */
  resolve(name: string): PickleGlobal | undefined;
  persistent(id: PickleValue, fail: Fail): PickleValue;
}

/** A checkpoint of 10,000 tensors with optimizer state takes about a million. */
const MAX_INSTRUCTIONS = 3_000_000;
/** Python's pickler puts at most 1,000 items between two marks. */
const MAX_STACK = 100_000;
const MAX_LONG_BYTES = 255;
const MAX_NAME_LENGTH = 255;

/**
 * Runs one pickle from the cursor to its STOP and gives its value. Throws `formats.globalRefused`,
 * `opcodeRefused`, `invalid`, `tooLarge` or `truncated`, with the offset of the instruction.
 */
export function unpickle(cursor: PickleCursor, globals: PickleGlobals): PickleValue {
  return new PickleMachine(cursor, globals).run();
}

class PickleMachine {
  readonly cursor: PickleCursor;
  readonly #globals: PickleGlobals;
  readonly #stack: PickleValue[] = [];
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, PickleValue>();
  #at = 0;

  constructor(cursor: PickleCursor, globals: PickleGlobals) {
    this.cursor = cursor;
    this.#globals = globals;
  }

  run(): PickleValue {
    for (let count = 0; count < MAX_INSTRUCTIONS; count++) {
      this.#at = this.cursor.offset;
      const opcode = this.cursor.uint8();
      if (opcode === STOP) return this.#result();
      const instruction = instructions.get(opcode);
      if (instruction === undefined) throw this.#refusedOpcode(opcode);
      instruction(this);
    }
    throw this.#tooLarge('instructions', MAX_INSTRUCTIONS);
  }

  readonly fail: Fail = (problem) => formatError('invalid', { ...this.#here(), problem });

  push(value: PickleValue): void {
    if (this.#stack.length >= MAX_STACK) throw this.#tooLarge('values on its stack', MAX_STACK);
    this.#stack.push(value);
  }

  pop(): PickleValue {
    this.#require(1);
    // There is a value; it may be null but not undefined.
    return this.#stack.pop()!;
  }

  /** In the order in which they were pushed. */
  popMany(count: number): PickleValue[] {
    this.#require(count);
    return this.#stack.splice(-count);
  }

  mark(): void {
    if (this.#marks.length >= MAX_STACK) throw this.#tooLarge('marks on its stack', MAX_STACK);
    this.#marks.push(this.#stack.length);
  }

  /** Everything above the last mark, which goes too. */
  popToMark(): PickleValue[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw this.fail('uses a mark that was never set');
    return this.#stack.splice(mark);
  }

  remember(index = this.#memo.size): void {
    this.#memo.set(index, this.#target());
  }

  recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) throw this.fail(`refers to memo entry ${index}, which was never set`);
    this.push(value);
  }

  long(length: number): number | bigint {
    if (length < 0 || length > MAX_LONG_BYTES) throw this.#tooLarge('bytes in one integer', MAX_LONG_BYTES);
    const hex = Buffer.from(this.cursor.bytes(length).toReversed()).toString('hex');
    const value = BigInt.asIntN(length * 8, BigInt(`0x${hex || '0'}`));
    const asNumber = Number(value);
    return Number.isSafeInteger(asNumber) ? asNumber : value;
  }

  append(items: readonly PickleValue[]): void {
    const list = this.#target();
    if (!Array.isArray(list)) throw this.fail('appends to something that is not a list');
    for (const item of items) list.push(item);
  }

  setItems(items: readonly PickleValue[]): void {
    const dict = this.#target();
    if (!(dict instanceof Map)) throw this.fail('sets items of something that is not a dict');
    if (items.length % 2 !== 0) throw this.fail('sets a key without a value');
    for (let i = 0; i < items.length; i += 2) dict.set(items[i]!, items[i + 1]!);
  }

  /** Attributes of a dict (PyTorch's `_metadata`) are of no use here; nothing else may be given any. */
  build(): void {
    this.pop();
    if (!(this.#target() instanceof Map)) throw this.fail('sets attributes of something that is not a dict');
  }

  global(name: string): void {
    const found = name.length > MAX_NAME_LENGTH ? undefined : this.#globals.resolve(name);
    if (found === undefined) throw formatError('globalRefused', { ...this.#here(), global: shortName(name) });
    this.push(found);
  }

  stackGlobal(): void {
    const [module, name] = this.popMany(2);
    if (typeof module !== 'string' || typeof name !== 'string')
      throw this.fail('names a global by something that is not text');
    this.global(`${module}.${name}`);
  }

  reduce(): void {
    const [callee, args] = this.popMany(2);
    if (!isGlobal(callee) || callee.call === undefined)
      throw this.fail('calls something that is not callable');
    if (!Array.isArray(args)) throw this.fail(`calls ${callee.name} with arguments that are not a tuple`);
    this.push(callee.call(args, this.fail));
  }

  persistent(): void {
    this.push(this.#globals.persistent(this.pop(), this.fail));
  }

  protocol(version: number): void {
    if (version < 2 || version > 5) throw this.fail(`has protocol ${version}; 2 to 5 are read`);
  }

  /** The value on top stays there. */
  #target(): PickleValue {
    this.#require(1);
    return this.#stack.at(-1)!;
  }

  /** What lies below a mark may not be taken. */
  #require(count: number): void {
    const floor = this.#marks.at(-1) ?? 0;
    if (this.#stack.length - count < floor) throw this.fail('takes a value from an empty stack');
  }

  #result(): PickleValue {
    const value = this.pop();
    if (this.#stack.length > 0 || this.#marks.length > 0) throw this.fail('stops with values left over');
    return value;
  }

  #here() {
    return { file: this.cursor.source.path, place: `pickle offset ${this.#at}` };
  }

  #tooLarge(what: string, limit: number) {
    return formatError('tooLarge', { ...this.#here(), what, found: `more than ${limit}`, limit });
  }

  #refusedOpcode(opcode: number) {
    const name = refusedOpcodes[String.fromCharCode(opcode)];
    const hex = `0x${opcode.toString(16).padStart(2, '0')}`;
    return formatError('opcodeRefused', { ...this.#here(), opcode: name ? `${name} (${hex})` : hex });
  }
}

/** True for a value that came from the table of names. */
export function isGlobal(value: PickleValue | undefined): value is PickleGlobal {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'global';
}

function shortName(name: string): string {
  return name.length > 120 ? `${name.slice(0, 117)}...` : name;
}

const STOP = 0x2e;

type Instruction = (machine: PickleMachine) => void;

const instructions: ReadonlyMap<number, Instruction> = new Map<number, Instruction>([
  // Framing.
  [0x80, (m) => m.protocol(m.cursor.uint8())], // PROTO
  [0x95, (m) => void m.cursor.uint64()], // FRAME: a hint of length
  // Plain values.
  [0x4e, (m) => m.push(null)], // NONE
  [0x88, (m) => m.push(true)], // NEWTRUE
  [0x89, (m) => m.push(false)], // NEWFALSE
  [0x4a, (m) => m.push(m.cursor.int32())], // BININT
  [0x4b, (m) => m.push(m.cursor.uint8())], // BININT1
  [0x4d, (m) => m.push(m.cursor.uint16())], // BININT2
  [0x8a, (m) => m.push(m.long(m.cursor.uint8()))], // LONG1
  [0x8b, (m) => m.push(m.long(m.cursor.int32()))], // LONG4
  [0x47, (m) => m.push(m.cursor.float64())], // BINFLOAT
  [0x8c, (m) => m.push(m.cursor.text(m.cursor.uint8()))], // SHORT_BINUNICODE
  [0x58, (m) => m.push(m.cursor.text(m.cursor.uint32()))], // BINUNICODE
  [0x8d, (m) => m.push(m.cursor.text(m.cursor.uint64()))], // BINUNICODE8
  [0x55, (m) => m.push(m.cursor.text(m.cursor.uint8()))], // SHORT_BINSTRING: text of Python 2
  [0x54, (m) => m.push(m.cursor.text(m.cursor.uint32()))], // BINSTRING
  [0x43, (m) => m.push(m.cursor.bytes(m.cursor.uint8()))], // SHORT_BINBYTES
  [0x42, (m) => m.push(m.cursor.bytes(m.cursor.uint32()))], // BINBYTES
  [0x8e, (m) => m.push(m.cursor.bytes(m.cursor.uint64()))], // BINBYTES8
  // Tuples, lists, dicts.
  [0x29, (m) => m.push([])], // EMPTY_TUPLE
  [0x85, (m) => m.push(m.popMany(1))], // TUPLE1
  [0x86, (m) => m.push(m.popMany(2))], // TUPLE2
  [0x87, (m) => m.push(m.popMany(3))], // TUPLE3
  [0x74, (m) => m.push(m.popToMark())], // TUPLE
  [0x5d, (m) => m.push([])], // EMPTY_LIST
  [0x61, (m) => m.append(m.popMany(1))], // APPEND
  [0x65, (m) => m.append(m.popToMark())], // APPENDS
  [0x7d, (m) => m.push(new Map())], // EMPTY_DICT
  [0x73, (m) => m.setItems(m.popMany(2))], // SETITEM
  [0x75, (m) => m.setItems(m.popToMark())], // SETITEMS
  // Stack and memo.
  [0x28, (m) => m.mark()], // MARK
  [0x30, (m) => void m.pop()], // POP
  [0x31, (m) => void m.popToMark()], // POP_MARK
  [0x71, (m) => m.remember(m.cursor.uint8())], // BINPUT
  [0x72, (m) => m.remember(m.cursor.uint32())], // LONG_BINPUT
  [0x94, (m) => m.remember()], // MEMOIZE
  [0x68, (m) => m.recall(m.cursor.uint8())], // BINGET
  [0x6a, (m) => m.recall(m.cursor.uint32())], // LONG_BINGET
  // Names, and what looks like a call.
  [0x63, (m) => m.global(`${m.cursor.line()}.${m.cursor.line()}`)], // GLOBAL
  [0x93, (m) => m.stackGlobal()], // STACK_GLOBAL
  [0x52, (m) => m.reduce()], // REDUCE
  [0x62, (m) => m.build()], // BUILD
  [0x51, (m) => m.persistent()], // BINPERSID
]);

/** Instructions that exist but have no place in a tensor container, by their character, for messages. */
const refusedOpcodes: Readonly<Record<string, string>> = {
  '2': 'DUP',
  F: 'FLOAT',
  I: 'INT',
  L: 'LONG',
  P: 'PERSID',
  S: 'STRING',
  V: 'UNICODE',
  d: 'DICT',
  g: 'GET',
  i: 'INST',
  l: 'LIST',
  o: 'OBJ',
  p: 'PUT',
  '\x81': 'NEWOBJ',
  '\x82': 'EXT1',
  '\x83': 'EXT2',
  '\x84': 'EXT4',
  '\x8f': 'EMPTY_SET',
  '\x90': 'ADDITEMS',
  '\x91': 'FROZENSET',
  '\x92': 'NEWOBJ_EX',
  '\x96': 'BYTEARRAY8',
  '\x97': 'NEXT_BUFFER',
  '\x98': 'READONLY_BUFFER',
};
