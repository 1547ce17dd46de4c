import { describe, expect, it } from 'vitest';
import { duration, figure, moment } from '../../src-main/cli/output.ts';

describe('numbers and times as people read them', () => {
  it('durations', () => {
    expect([3.21, 59.94, 60, 245, 3723].map(duration)).toEqual([
      '3.2 s',
      '59.9 s',
      '1:00',
      '4:05',
      '1:02:03',
    ]);
  });

  it('figures: four digits after the point, very small and large ones by their power, a dash for nothing', () => {
    expect([0.12345, 1, 0.00001234, 123456, 0, null, undefined].map(figure)).toEqual([
      '0.1235',
      '1.0000',
      '0.0000123',
      '1.23e+5',
      '0.0000',
      '-',
      '-',
    ]);
  });

  it('moments in local time', () => {
    expect(moment(new Date(2026, 0, 2, 3, 4).getTime())).toBe('2026-01-02 03:04');
  });
});
