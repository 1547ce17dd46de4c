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
