// The normalizer of SentencePiece's tokenizers (XLM-RoBERTa, CamemBERT): a table of what is written for what, compiled
// into a trie. The package's own step comes near it by rules, which is other for joined emoji and line ends.
// Sources: sentencepiece's normalizer.cc, the crates spm_precompiled and tokenizers of Hugging Face, darts-clone.

/** A step of the package's normalizers; that of kind Precompiled keeps its table under this name. */
export interface CharsmapStep {
  readonly charsmap?: unknown;
  readonly normalizers?: readonly (CharsmapStep | null)[];
  normalize?(text: string): string;
}

/** Has every Precompiled step follow its table. Throws RangeError for a table that is none. */
export function followCharsmaps(step: CharsmapStep | null): void {
  for (const inner of step?.normalizers ?? []) followCharsmaps(inner);
  if (step !== null && typeof step.charsmap === 'string') step.normalize = charsmapNormalizer(step.charsmap);
}

/** Graphemes of as many bytes are looked up character by character only. Source: spm_precompiled. */
const longGrapheme = 6;
const [longestSeen, mostSeen] = [16, 50_000];
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** Whatever is not plain, with the plain characters that may belong to its graphemes. */
const notPlain = /[ -~]?[^ -~]+(?:[ -~][^ -~]+)*[ -~]?/g;
const plain = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at));

/** Text -> what the table writes for it. `table` is the base64 of a tokenizer.json. Throws RangeError where it is none. */
export function charsmapNormalizer(table: string): (text: string) => string {
  const written = lookUp(Buffer.from(table, 'base64'));
  const ofGrapheme = (grapheme: string) => {
    const whole = Buffer.byteLength(grapheme) < longGrapheme ? written(grapheme) : undefined;
    return whole ?? Array.from(grapheme, (character) => written(character) ?? character).join('');
  };
  const ofText = (text: string) =>
    Array.from(graphemes.segment(text), ({ segment }) => ofGrapheme(segment)).join('');
  const keepsPlain = plain.every((character) => written(character) === undefined);
  // Cutting into graphemes is slow, and the same few letters with accents come again and again.
  const seen = new Map<string, string>();
  const remembered = (part: string) => {
    const before = seen.get(part);
    if (before !== undefined) return before;
    const now = ofText(part);
    if (part.length <= longestSeen && seen.size < mostSeen) seen.set(part, now);
    return now;
  };
  return keepsPlain ? (text) => text.replace(notPlain, remembered) : ofText;
}

/** What is written for the shortest beginning that the trie knows; undefined where it knows none. */
function lookUp(bytes: Buffer): (text: string) => string | undefined {
  const trieBytes = bytes.length < 4 ? Number.NaN : bytes.readUInt32LE(0);
  if (!(trieBytes % 4 === 0 && trieBytes > 0 && trieBytes + 4 <= bytes.length))
    throw new RangeError(`its precompiled_charsmap of ${bytes.length} bytes holds no table`);
  const units = Uint32Array.from({ length: trieBytes / 4 }, (_, at) => bytes.readUInt32LE(4 + 4 * at));
  const texts = bytes.subarray(4 + trieBytes);
  const known = new Map<number, string>();
  const textAt = (start: number) => {
    const found = known.get(start);
    if (found !== undefined) return found;
    const end = texts.indexOf(0, start);
    const text = texts.toString('utf8', start, end < 0 ? texts.length : end);
    known.set(start, text);
    return text;
  };
  return (text) => {
    const start = firstValue(units, Buffer.from(text));
    return start === undefined ? undefined : textAt(start);
  };
}

/** Value of the first leaf on the way of these bytes through a double array. */
function firstValue(units: Uint32Array, key: Buffer): number | undefined {
  let node = offsetOf(units[0]!); // never empty
  for (const byte of key) {
    node ^= byte;
    const unit = units[node];
    // The label is the lowest byte; the highest bit marks a value instead.
    if (byte === 0 || unit === undefined || (unit & 0x8000_00ff) >>> 0 !== byte) return undefined;
    node ^= offsetOf(unit);
    if (((unit >>> 8) & 1) === 1) return (units[node] ?? 0) & 0x7fff_ffff;
  }
  return undefined;
}

function offsetOf(unit: number): number {
  return ((unit >>> 10) << ((unit & (1 << 9)) >>> 6)) >>> 0;
}
