// Differences as people read them.
import type { Format } from '../../lib/i18n/format.ts';

/** A difference of shares in percentage points with its sign: 0.021 -> +2.1. */
export function signed(difference: number, format: Format): string {
  const points = Math.round(difference * 1000) / 10;
  const sign = points > 0 ? '+' : points < 0 ? '−' : '±';
  return `${sign}${format.number(Math.abs(points), 1)}`;
}

/** A difference of plain numbers with its sign. */
export function signedNumber(difference: number, format: Format): string {
  const sign = difference > 0 ? '+' : difference < 0 ? '−' : '±';
  return `${sign}${format.significant(Math.abs(difference), 2)}`;
}
