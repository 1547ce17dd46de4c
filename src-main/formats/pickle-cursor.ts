// Reads a pickle byte by byte from a source, through a window, so that the pickles at the start of a large
// file cost little memory. Counts what it has read and stops at a limit.
import { type ByteSource, readWithin } from './byte-source.ts';
import { formatError } from './errors.ts';

/** The pickle of a checkpoint of 10,000 tensors is 2-4 MB; its tensors' bytes lie outside it. */
export const MAX_PICKLE_BYTES = 64_000_000;
const WINDOW_BYTES = 65_536;

const latin1 = new TextDecoder('latin1');
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A position in a source. All integers are little-endian. Throws `formats.truncated` at the end of the source. */
export class PickleCursor {
  readonly source: ByteSource;
  /** Offset of the next byte. */
  offset: number;
  readonly #start: number;
  #window: DataView<ArrayBuffer> = new DataView(new ArrayBuffer(0));
  #windowStart = 0;

  constructor(source: ByteSource, offset: number) {
    this.source = source;
    this.offset = offset;
    this.#start = offset;
  }

  uint8(): number {
    return this.#view(1).getUint8(this.#advance(1));
  }

  uint16(): number {
    return this.#view(2).getUint16(this.#advance(2), true);
  }

  int32(): number {
    return this.#view(4).getInt32(this.#advance(4), true);
  }

  uint32(): number {
    return this.#view(4).getUint32(this.#advance(4), true);
  }

  /** An unsigned 64-bit length; beyond 2^53 it is only known to be too large. */
  uint64(): number {
    return Number(this.#view(8).getBigUint64(this.#advance(8), true));
  }

  /** Doubles are the one big-endian value in a pickle. */
  float64(): number {
    return this.#view(8).getFloat64(this.#advance(8), false);
  }

  bytes(length: number): Uint8Array<ArrayBuffer> {
    const { buffer } = this.#view(length);
    const index = this.#advance(length);
    return new Uint8Array(buffer.slice(index, index + length));
  }

  /** UTF-8 text of `length` bytes; throws `formats.invalid` where it is not. */
  text(length: number): string {
    const at = this.offset;
    const bytes = this.bytes(length);
    try {
      return utf8.decode(bytes);
    } catch (error) {
      throw formatError(
        'invalid',
        { file: this.source.path, place: `pickle offset ${at}`, problem: 'text is not valid UTF-8' },
        error,
      );
    }
  }

  /** Text up to a newline, of at most 255 bytes: only names of modules and classes are written so. */
  line(): string {
    const at = this.offset;
    const bytes: number[] = [];
    for (let byte = this.uint8(); byte !== 0x0a; byte = this.uint8()) {
      bytes.push(byte);
      if (bytes.length > 255)
        throw formatError('invalid', {
          file: this.source.path,
          place: `pickle offset ${at}`,
          problem: 'a name is longer than 255 bytes',
        });
    }
    return latin1.decode(Uint8Array.from(bytes));
  }

  /** Makes sure the window holds the next `length` bytes. */
  #view(length: number): DataView<ArrayBuffer> {
    const inWindow =
      this.offset >= this.#windowStart && this.offset + length <= this.#windowStart + this.#window.byteLength;
    if (!inWindow) {
      this.#checkLimit(length);
      const available = Math.max(length, Math.min(WINDOW_BYTES, this.source.sizeBytes - this.offset));
      const range = { offset: this.offset, length: available, place: 'the pickle' };
      this.#window = new DataView(readWithin(this.source, range).buffer);
      this.#windowStart = this.offset;
    }
    return this.#window;
  }

  /** Steps over `length` bytes; gives the index of the first of them in the window. */
  #advance(length: number): number {
    const index = this.offset - this.#windowStart;
    this.offset += length;
    return index;
  }

  #checkLimit(length: number): void {
    const found = this.offset - this.#start + length;
    if (found > MAX_PICKLE_BYTES)
      throw formatError('tooLarge', {
        file: this.source.path,
        place: 'the pickle',
        what: 'bytes',
        found,
        limit: MAX_PICKLE_BYTES,
      });
  }
}
