// How places on the horizontal axis are written.
import type { XAxis } from '../../../../lib/charts/x-scale.ts';
import type { Format } from '../../../../lib/i18n/format.ts';
import type { Messages } from '../../../../lib/i18n/messages/en.ts';

type Words = Messages['train']['chart'];

export function axisText(
  axis: XAxis,
  words: Words,
  format: Format,
): { readonly xText: (x: number) => string; readonly headline: (x: number) => string } {
  const xText = {
    step: (x: number) => format.number(x, 0),
    epoch: (x: number) => format.number(x, 2),
    time: (x: number) => format.duration(x),
  }[axis];
  return { xText, headline: (x) => `${axis === 'time' ? words.timeAxis : words.axes[axis]} ${xText(x)}` };
}
