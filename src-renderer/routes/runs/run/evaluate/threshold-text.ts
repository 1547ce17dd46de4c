// A threshold as people read it: with all the digits it has, so that what is shown is what is set.
import type { Format } from '../../../../lib/i18n/format.ts';

/** 0.5 -> 50%, 0.2275 -> 22.75%. */
export function thresholdText(threshold: number, format: Format): string {
  const digits = Array.from({ length: 10 }, (_, at) => at).find(
    (at) => Number((threshold * 100).toFixed(at)) === Number((threshold * 100).toFixed(10)),
  );
  return format.percent(threshold, digits ?? 10);
}
