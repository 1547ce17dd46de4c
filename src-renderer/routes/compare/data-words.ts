// What changed in the data between two runs, and what came of corrections, in sentences.
import type { Format } from '../../lib/i18n/format.ts';
import type { Messages } from '../../lib/i18n/messages/en.ts';
import type { BaselineComparison } from './compared.ts';

type Data = NonNullable<BaselineComparison['data']>;
type Words = Messages['compare'];

const mostNamed = 4;
/** Enough of a text to know it again. */
const shownText = 48;

/** A line for each kind of change: `2 labels corrected: a.jpg yes → no, b.jpg no → yes`. */
export function dataSentences(data: Data, t: Words['data']): string[] {
  const kinds = ['relabelled', 'excluded', 'added', 'removed'] as const;
  const lines = kinds.flatMap((kind) => {
    const { count, first } = data[kind];
    if (count === 0) return [];
    const names = first.slice(0, mostNamed).map((change) => namedChange(change, t));
    const more = count - names.length;
    return [t.listed(t[kind](count), [...names, ...(more > 0 ? [t.more(more)] : [])].join(', '))];
  });
  return data.moved > 0 ? [...lines, t.moved(data.moved)] : lines;
}

function namedChange(
  { path, row, text, from, to }: Data['added']['first'][number],
  t: Words['data'],
): string {
  const file = path.split(/[\\/]/).at(-1) ?? path;
  const short = text === undefined ? undefined : text.replace(/\s+/g, ' ').slice(0, shownText);
  const name =
    short === undefined ? file : t.quoted(`${short}${short.length < (text?.length ?? 0) ? '…' : ''}`);
  const place = short === undefined && row !== undefined ? `${name}:${row}` : name;
  return from !== null && to !== null ? t.change(place, from, to) : place;
}

/** What became of the mistakes and labels that were corrected. */
export function correctionSentences(
  { corrected, data }: Pick<BaselineComparison, 'corrected' | 'data'>,
  t: Words['corrections'],
): string[] {
  if (corrected === null || data === null) return [];
  const { relabelled, agreedBefore, agreedAfter, mistakes, gone } = corrected;
  return [
    ...(mistakes > 0 ? [t.gone(gone, mistakes)] : []),
    ...(relabelled > 0 ? [t.agreed(relabelled, agreedBefore, agreedAfter)] : []),
  ];
}

/** What to know before figures are compared. */
export function correctionNotes(data: Data, t: Words['corrections']): string[] {
  const { corrected, added, removed, moved } = data;
  const learnt = corrected.train + corrected.validation + added.count + removed.count + moved;
  return [...(corrected.test > 0 ? [t.stick] : []), ...(learnt === 0 && corrected.test > 0 ? [t.same] : [])];
}

/** `Accuracy there 84.2 % → 86.8 %:` and how many examples changed sides. */
export function untouchedSentences(
  { untouched, better, worse }: BaselineComparison,
  { t, format }: { readonly t: Words['corrections']; readonly format: Format },
): string[] {
  if (untouched === null) return [];
  const { examples, accuracyBefore, accuracyAfter } = untouched;
  return [
    t.untouched(examples, better, worse),
    t.accuracy(format.percent(accuracyBefore), format.percent(accuracyAfter)),
  ];
}
