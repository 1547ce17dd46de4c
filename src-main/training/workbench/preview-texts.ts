// What the tokenizer makes of a person's own texts, and how long they are.
import type { DatasetVersion } from '../../data/dataset-version.ts';
import { histogram } from '../../data/histogram.ts';
import { openRandom, shuffle } from '../../data/random.ts';
import type { TextTokenizer } from '../../data/tokenizer.ts';
import type { TextPreview, TextPreviewItem, TokenLengths, TokenView } from './preprocessing-report.ts';
import { exampleAt } from './readings.ts';

export interface TextPreviewOptions {
  readonly version: DatasetVersion;
  readonly tokenizer: TextTokenizer;
  readonly origin: TextPreview['tokenizer'];
  readonly maxTokens: number;
  readonly indices: readonly number[];
}

const shownTokens = 1_024;
const sampledTexts = 2_000;
/** Lengths above are counted as this. */
const longest = 4_096;

export function previewTexts(options: TextPreviewOptions): TextPreview {
  const { version, tokenizer, origin, maxTokens, indices } = options;
  return {
    kind: 'text',
    maxTokens,
    vocabularySize: tokenizer.vocabularySize,
    tokenizer: origin,
    lowerCases: sameIds(tokenizer, 'Finesse ABC', 'finesse abc'),
    items: indices.map((index) => previewOne(options, index)),
    lengths: tokenLengths(version, tokenizer, maxTokens),
  };
}

/** Tokens in their written form. */
export function tokenViews(tokenizer: TextTokenizer, ids: readonly number[]): TokenView[] {
  return ids.map((id) => {
    const text = tokenizer.tokenOf(id);
    const unknown = /^(\[UNK\]|<unk>)$/.test(text);
    return { id, text, special: !unknown && /^(\[[A-Z]+\]|<\/?[a-z]+>)$/.test(text), unknown };
  });
}

function previewOne({ version, tokenizer, maxTokens }: TextPreviewOptions, index: number): TextPreviewItem {
  const { text = '', label } = exampleAt(version, index);
  const tokens = tokenViews(tokenizer, tokenizer.encode(text, Math.max(shownTokens, maxTokens)).inputIds);
  return {
    index,
    label: version.classes[label]!,
    text,
    tokens,
    numKept: Math.min(tokens.length, maxTokens),
    numUnknown: tokens.filter(({ unknown }) => unknown).length,
  };
}

function sameIds(tokenizer: TextTokenizer, a: string, b: string): boolean {
  return tokenizer.encode(a, 64).inputIds.join() === tokenizer.encode(b, 64).inputIds.join();
}

function tokenLengths(version: DatasetVersion, tokenizer: TextTokenizer, maxTokens: number): TokenLengths {
  const { examples } = version;
  const order = shuffle<number, number[]>([...examples.keys()], openRandom(1)).slice(0, sampledTexts);
  const unknownId = tokenViews(tokenizer, tokenizer.encode('\u{e000}', 8).inputIds).find(
    ({ unknown }) => unknown,
  )?.id;
  let [tokens, unknown] = [0, 0];
  const texts = order.map((index) => examples[index]!.text ?? '');
  const lengths = tokenizer.encodeAll(texts, longest).map(({ inputIds }) => {
    tokens += inputIds.length;
    if (unknownId !== undefined) unknown += inputIds.filter((id) => id === unknownId).length;
    return inputIds.length;
  });
  const sorted = lengths.toSorted((a, b) => a - b);
  return {
    sampled: lengths.length,
    of: examples.length,
    ...histogram(lengths),
    p95: sorted[Math.floor((sorted.length - 1) * 0.95)] ?? 0,
    shareCut: lengths.filter((length) => length > maxTokens).length / Math.max(1, lengths.length),
    shareUnknown: unknown / Math.max(1, tokens),
  };
}
