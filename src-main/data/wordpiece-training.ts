// A WordPiece vocabulary learnt from texts, for models trained from scratch: byte-pair merges over words,
// written with WordPiece's ## prefix. One algorithm.
// Source: Sennrich, Haddow and Birch 2016 (merges by pair frequency), as the BERT trainers of today do it.
import { dataError } from './errors.ts';
import { bertWords } from './hub-tokenizer.ts';
import { specialTokens } from './tokenizer-file.ts';

export interface WordPieceOptions {
  /** Tokens in all, special ones included. */
  readonly vocabularySize: number;
  readonly lowerCase: boolean;
}

interface Word {
  pieces: number[];
  readonly count: number;
}

const prefix = '##';
/** A pair seen once is no pattern. */
const minPairCount = 2;
/** Every character is a token of its own, at most this many; rarer ones become [UNK]. */
const maxCharacters = 1000;

function countWords(texts: readonly string[], lowerCase: boolean): Map<string, number> {
  const words = bertWords(lowerCase);
  const counts = new Map<string, number>();
  for (const text of texts)
    for (const word of words(text)) if (word.length <= 100) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function piecesOf(word: string): string[] {
  return [...word].map((character, position) => (position === 0 ? character : prefix + character));
}

function alphabet(words: ReadonlyMap<string, number>): string[] {
  const counts = new Map<string, number>();
  for (const [word, count] of words)
    for (const character of word) counts.set(character, (counts.get(character) ?? 0) + count);
  const byFrequency = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const kept = byFrequency
    .slice(0, maxCharacters)
    .map(([character]) => character)
    .sort();
  return [...kept, ...kept.map((character) => prefix + character)];
}

/** Counts of neighbouring pieces and the words each pair occurs in; pairs are keyed left * 2^21 + right. */
class PairTable {
  readonly counts = new Map<number, number>();
  readonly places = new Map<number, Set<number>>();

  add({ pieces, count }: Word, place: number, sign: 1 | -1): void {
    for (let at = 1; at < pieces.length; at++) {
      const key = pieces[at - 1]! * 2 ** 21 + pieces[at]!;
      this.counts.set(key, (this.counts.get(key) ?? 0) + sign * count);
      if (sign > 0) (this.places.get(key) ?? this.places.set(key, new Set()).get(key)!).add(place);
    }
  }
}

/** Max-heap of pairs by count, then by key; entries whose count has changed are skipped when popped. */
class PairHeap {
  private readonly entries: { readonly key: number; readonly count: number }[] = [];

  private above(a: number, b: number): boolean {
    const [x, y] = [this.entries[a]!, this.entries[b]!];
    return x.count > y.count || (x.count === y.count && x.key < y.key);
  }

  private swap(a: number, b: number): void {
    [this.entries[a], this.entries[b]] = [this.entries[b]!, this.entries[a]!];
  }

  push(key: number, count: number): void {
    let at = this.entries.push({ key, count }) - 1;
    while (at > 0 && this.above(at, (at - 1) >> 1)) {
      this.swap(at, (at - 1) >> 1);
      at = (at - 1) >> 1;
    }
  }

  pop(): { readonly key: number; readonly count: number } | undefined {
    const top = this.entries[0];
    const last = this.entries.pop();
    if (top === undefined || last === undefined || this.entries.length === 0) return top;
    this.entries[0] = last;
    for (let at = 0; ; ) {
      let best = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < this.entries.length && this.above(child, best)) best = child;
      if (best === at) return top;
      this.swap(at, best);
      at = best;
    }
  }
}

function mergePieces(pieces: readonly number[], left: number, right: number, merged: number): number[] {
  const result: number[] = [];
  for (let at = 0; at < pieces.length; at++) {
    const pair = pieces[at] === left && pieces[at + 1] === right;
    result.push(pair ? merged : pieces[at]!);
    if (pair) at++;
  }
  return result;
}

/**
 * Tokens in the order of their ids: special tokens, characters, merges by frequency; may be fewer than asked for.
 * The same texts give the same list. Throws `data.vocabulary-too-small`.
 */
export function trainWordPiece(texts: readonly string[], options: WordPieceOptions): string[] {
  const counts = countWords(texts, options.lowerCase);
  const tokens: string[] = [...specialTokens, ...alphabet(counts)];
  if (tokens.length > options.vocabularySize)
    throw dataError('vocabulary-too-small', {
      vocabularySize: options.vocabularySize,
      needed: tokens.length,
    });
  const ids = new Map(tokens.map((token, id) => [token, id]));
  const words: Word[] = [...counts].flatMap(([word, count]) => {
    const pieces = piecesOf(word).map((piece) => ids.get(piece));
    return pieces.every((piece) => piece !== undefined) ? [{ pieces, count }] : [];
  });
  const pairs = new PairTable();
  for (const [place, word] of words.entries()) pairs.add(word, place, 1);
  const heap = new PairHeap();
  for (const [key, count] of pairs.counts) heap.push(key, count);

  while (tokens.length < options.vocabularySize) {
    const top = heap.pop();
    if (top === undefined || top.count < minPairCount) break;
    if (pairs.counts.get(top.key) !== top.count) continue;
    const left = Math.floor(top.key / 2 ** 21);
    const right = top.key % 2 ** 21;
    const token = tokens[left]! + tokens[right]!.slice(prefix.length);
    const merged = ids.get(token) ?? tokens.push(token) - 1;
    ids.set(token, merged);
    const touched = new Set<number>();
    for (const place of pairs.places.get(top.key)!) {
      const word = words[place]!;
      pairs.add(word, place, -1);
      for (const key of keysOf(word)) touched.add(key);
      word.pieces = mergePieces(word.pieces, left, right, merged);
      pairs.add(word, place, 1);
      for (const key of keysOf(word)) touched.add(key);
    }
    pairs.counts.delete(top.key);
    pairs.places.delete(top.key);
    touched.delete(top.key);
    for (const key of touched) {
      const count = pairs.counts.get(key)!;
      if (count > 0) heap.push(key, count);
    }
  }
  return tokens;
}

function keysOf({ pieces }: Word): number[] {
  return pieces.slice(1).map((piece, at) => pieces[at]! * 2 ** 21 + piece);
}
