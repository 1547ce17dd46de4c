// One field of a message made another: mostly a value that the field may well have (a name or a path that exists, the
// next number), so that the message reaches the code behind the contract, else one that nothing has.
import type { Random } from './random.ts';

type Plain = Readonly<Record<string, unknown>>;

/** Values that both carriers can hold and no field is made for. */
const strange: readonly (() => unknown)[] = [
  () => null,
  () => undefined,
  () => Number.NaN,
  () => Number.POSITIVE_INFINITY,
  () => -0,
  () => 2n ** 70n,
  () => new Date(Number.NaN),
  () => new Map([['a', 1]]),
  () => new Set([1]),
  () => new URL('file:///etc/passwd'),
  () => /(a+)+$/,
  () => [],
  () => ({}),
  () => JSON.parse('{"__proto__":{"polluted":1}}'),
  () => ({ toString: null, valueOf: 1 }),
  () => ({ length: -1 }),
];

const texts: readonly string[] = [
  '',
  ' ',
  '__proto__',
  'constructor',
  'toString',
  '\0',
  '\ud800',
  '\u202etxt.exe',
  'e\u0301',
  '%s%n',
  '-1',
  "'; DROP TABLE runs; --",
  '<img src=x onerror=alert(1)>',
  '..',
  '../../x',
  '/etc/passwd',
  'x'.repeat(300),
  'x'.repeat(5_000),
];

const numbers = [0, -1, 1, 0.5, 1e9, 2 ** 31, 2 ** 53, 1e308, 5e-324];

/** `value` with one field changed; `known` are texts that name something. */
export function mutateField(value: unknown, random: Random, known: readonly string[]): unknown {
  let place = 1 + random.below(Math.max(1, countOf(value) - 1));
  const visit = (inner: unknown): unknown => {
    if (place-- === 0) return another(inner, random, known);
    if (Array.isArray(inner)) return inner.map(visit);
    if (!isPlain(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).map(([name, field]) => [name, visit(field)]));
  };
  return visit(value);
}

function countOf(value: unknown): number {
  const inner = Array.isArray(value) ? value : isPlain(value) ? Object.values(value) : [];
  return inner.reduce<number>((sum, each) => sum + countOf(each), 1);
}

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function another(value: unknown, random: Random, known: readonly string[]): unknown {
  if (random.chance(0.12)) return random.oneOf(strange)();
  if (typeof value === 'string') return random.oneOf(random.chance(0.65) ? known : texts);
  if (typeof value === 'number')
    return random.chance(0.5) ? value + random.oneOf([1, -1, 10, 100]) : random.oneOf(numbers);
  if (typeof value === 'boolean') return !value;
  if (value === null) return random.oneOf(known);
  if (Array.isArray(value)) return anotherList(value, random);
  return isPlain(value) ? anotherRecord(value, random) : random.oneOf(known);
}

function anotherList(list: readonly unknown[], random: Random): unknown {
  return random.oneOf([
    [],
    [...list, ...list],
    list.slice(1),
    list.toReversed(),
    Array.from({ length: 300 }, () => list[0]),
  ]);
}

function anotherRecord(record: Plain, random: Random): unknown {
  const entries = Object.entries(record);
  const chosen = random.below(entries.length || 1);
  if (random.chance(0.6)) return Object.fromEntries(entries.filter((_, at) => at !== chosen));
  const name = random.oneOf(['__proto__', 'constructor', 'toString', '', 'then', 'length', 'unknown']);
  return Object.fromEntries([...entries, [name, random.oneOf(strange)()]]);
}
