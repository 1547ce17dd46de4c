import { describe, expect, it } from 'vitest';
import { guessing } from '../../src-main/evaluation/guessing.ts';

describe('guessing', () => {
  it('answers with the most frequent class of training, however frequent that is where it is measured', () => {
    const classes = [
      { name: 'sound', train: 50, measured: 10 },
      { name: 'scratched', train: 60, measured: 5 },
      { name: 'pitted', train: 60, measured: 25 },
    ];
    expect(guessing(classes)).toEqual({ class: 'scratched', accuracy: 5 / 40 });
  });

  it('is nothing where nothing is measured', () => {
    expect(guessing([{ name: 'a', train: 3, measured: 0 }])).toBeNull();
    expect(guessing([])).toBeNull();
  });
});
