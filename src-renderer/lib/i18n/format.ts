// Numbers, dates and quantities as a language writes them. One object a language, made once.

export type Locale = 'en' | 'fr';

export interface Format {
  readonly locale: Locale;
  /** At most `digits` digits after the point (3 when absent). */
  number(value: number, digits?: number): string;
  /** Always `digits` digits after the point: for columns of numbers. */
  fixed(value: number, digits: number): string;
  integer(value: number): string;
  /** 0.883 -> 88.3 %; always `digits` digits after the point (1 when absent). */
  percent(share: number, digits?: number): string;
  /** Few significant digits, and powers of ten where a plain number would be hard to read: 0.001, 5e-5. */
  significant(value: number, digits?: number): string;
  /** 1,536,000 -> 1.5 MB (powers of 1000, as disks and systems count). */
  bytes(bytes: number): string;
  /** 95 -> 1 min 35 s; 0.03 -> under 0.1 s. */
  duration(seconds: number): string;
  date(ms: number): string;
  dateTime(ms: number): string;
  time(ms: number): string;
  /** 3 minutes ago, yesterday. */
  ago(ms: number, nowMs?: number): string;
  /** A number that is written already, with the form of the word that goes with it: `1`, `1 example`. */
  counted(written: string, one: string, other: string): string;
  /** The form of a word that goes with a number. */
  plural(count: number, one: string, other: string): string;
  list(items: readonly string[]): string;
  /** The first few, and how many more there are. */
  shortList(items: readonly string[]): string;
  /** What stands after a name and before what it is: with its blank where the language wants one. */
  readonly colon: string;
  /** `Epochs: 3`. */
  pair(name: string, value: string): string;
  /** A name of the user's in a sentence: where it is written right to left, what follows keeps its place (as in bdi). */
  name(name: unknown): string;
}

const tags: Record<Locale, string> = { en: 'en-GB', fr: 'fr-FR' };
/** Shorter times would read as none at all. */
const leastSeconds = 0.1;
const under: Record<Locale, string> = { en: 'under', fr: 'moins de' };
const colons: Record<Locale, string> = { en: ':', fr: '\u202f:' };
/** More names than this are not read in a sentence. */
const mostListed = 6;
const more: Record<Locale, (count: string) => string> = {
  en: (count) => `${count} more`,
  fr: (count) => `${count} de plus`,
};
/** Hebrew, Arabic and their kin. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

const agoSteps: readonly (readonly [
  limitSeconds: number,
  unit: Intl.RelativeTimeFormatUnit,
  size: number,
])[] = [
  [60, 'second', 1],
  [3_600, 'minute', 60],
  [86_400, 'hour', 3_600],
  [7 * 86_400, 'day', 86_400],
  [30 * 86_400, 'week', 7 * 86_400],
  [365 * 86_400, 'month', 30 * 86_400],
  [Number.POSITIVE_INFINITY, 'year', 365 * 86_400],
];

export function makeFormat(locale: Locale): Format {
  const tag = tags[locale];
  const cache = new Map<string, Intl.NumberFormat>();
  const numbers = (options: Intl.NumberFormatOptions) => {
    const key = JSON.stringify(options);
    const known = cache.get(key) ?? new Intl.NumberFormat(tag, options);
    cache.set(key, known);
    return known;
  };
  const moment = (options: Intl.DateTimeFormatOptions) => {
    const made = new Intl.DateTimeFormat(tag, options);
    return (ms: number) => made.format(ms);
  };
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' });
  const plurals = new Intl.PluralRules(tag);
  const lists = new Intl.ListFormat(tag, { type: 'conjunction' });
  const integer = (value: number) => numbers({ maximumFractionDigits: 0 }).format(value);
  return {
    locale,
    number: (value, digits = 3) => numbers({ maximumFractionDigits: digits }).format(value),
    fixed: (value, digits) =>
      numbers({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value),
    integer,
    percent: (share, digits = 1) =>
      numbers({ style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
        share,
      ),
    significant: (value, digits = 3) => {
      const size = Math.abs(value);
      const notation = size !== 0 && (size < 1e-3 || size >= 1e6) ? 'scientific' : 'standard';
      // As it is written in code and papers; the languages themselves write 5E-5.
      return numbers({ maximumSignificantDigits: digits, notation }).format(value).replace('E', 'e');
    },
    bytes: (bytes) => {
      const power = Math.min(
        byteUnits.length - 1,
        Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)),
      );
      const value = bytes / 1000 ** power;
      const maximumFractionDigits = power === 0 || value >= 100 ? 0 : 1;
      // The short form of a byte has no plural: "880 byte".
      const unitDisplay = power === 0 ? 'long' : 'short';
      return numbers({ style: 'unit', unit: byteUnits[power], unitDisplay, maximumFractionDigits }).format(
        value,
      );
    },
    duration: (seconds) =>
      seconds > 0 && seconds < leastSeconds
        ? `${under[locale]} ${durationText(leastSeconds, numbers)}`
        : durationText(seconds, numbers),
    date: moment({ dateStyle: 'medium' }),
    dateTime: moment({ dateStyle: 'medium', timeStyle: 'short' }),
    time: moment({ timeStyle: 'medium' }),
    ago: (ms, nowMs = Date.now()) => {
      const seconds = (nowMs - ms) / 1000;
      const [, unit, size] = agoSteps.find(([limit]) => Math.abs(seconds) < limit)!; // the last limit is infinite
      return relative.format(-Math.round(seconds / size), unit);
    },
    counted: (written, one, other) =>
      `${written} ${plurals.select(numberOf(written, locale)) === 'one' ? one : other}`,
    plural: (count, one, other) => (plurals.select(count) === 'one' ? one : other),
    list: (items) => lists.format(items),
    shortList: (items) =>
      lists.format(
        items.length <= mostListed
          ? items
          : [...items.slice(0, mostListed), more[locale](integer(items.length - mostListed))],
      ),
    colon: colons[locale],
    pair: (name, value) => `${name}${colons[locale]} ${value}`,
    name: (name) => (rightToLeft.test(String(name)) ? `\u2068${name}\u2069` : String(name)),
  };
}

/** What `number` and its kin wrote, read again. */
function numberOf(written: string, locale: Locale): number {
  const plain = locale === 'fr' ? written.replace(',', '.') : written.replaceAll(',', '');
  return Number(plain.replaceAll(/\s/g, ''));
}

type Unit = 'hour' | 'minute' | 'second' | 'day';

function durationText(
  seconds: number,
  numbers: (options: Intl.NumberFormatOptions) => Intl.NumberFormat,
): string {
  const unit = (name: Unit, value: number) => numbers({ style: 'unit', unit: name }).format(value);
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 10)
    return numbers({ style: 'unit', unit: 'second', maximumFractionDigits: 1 }).format(seconds);
  const whole = Math.round(seconds);
  const [days, hours] = [Math.floor(whole / 86_400), Math.floor(whole / 3_600) % 24];
  const [minutes, rest] = [Math.floor(whole / 60) % 60, whole % 60];
  if (days > 0) return `${unit('day', days)} ${unit('hour', hours)}`;
  if (hours > 0) return `${unit('hour', hours)} ${unit('minute', minutes)}`;
  if (minutes > 0) return `${unit('minute', minutes)} ${unit('second', rest)}`;
  return unit('second', rest);
}
