import { describe, expect, it } from 'vitest';
import { makeFormat } from '../../src-renderer/lib/i18n/format.ts';

describe('a duration', () => {
  const { duration } = makeFormat('en');

  it('is never said to be nothing where it was something', () => {
    expect(duration(0.02)).toBe('under 0.1 secs');
    expect(makeFormat('fr').duration(0.02).replaceAll(/\s/g, ' ')).toBe('moins de 0,1 s');
    expect(duration(0)).toBe('0 secs');
    expect(duration(0.14)).toBe('0.1 secs');
    expect(duration(95)).toBe('1 min 35 secs');
  });
});

describe('names in a sentence', () => {
  const { name, shortList } = makeFormat('en');

  it('are the first few and how many more there are', () => {
    const names = Array.from({ length: 60 }, (_, at) => `class ${at}`);
    expect(shortList(names)).toBe('class 0, class 1, class 2, class 3, class 4, class 5 and 54 more');
    expect(shortList(['a', 'b'])).toBe('a and b');
  });

  it('keep the counts behind them in their place where they are written right to left', () => {
    expect(`${name('שלום')} (2)`).toBe('\u2068שלום\u2069 (2)');
    expect(name('cat')).toBe('cat');
  });
});
