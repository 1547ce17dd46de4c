// How places on the horizontal axis are written.
import type { Format } from '../i18n/format.ts';
import type { Messages } from '../i18n/messages/en.ts';
import type { XAxis } from './x-scale.ts';

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
