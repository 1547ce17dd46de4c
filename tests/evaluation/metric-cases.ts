// The fixture cases: predictions with what scikit-learn says about them.
import { readFileSync } from 'node:fs';

export interface MetricCase {
  readonly name: string;
  readonly classes: string[];
  readonly labels: Int32Array;
  readonly probabilities: Float32Array;
  /** As `expected` in fixtures/make-metrics.py makes it. */
  readonly expected: Record<string, unknown>;
}

interface StoredCase {
  readonly classes: number;
  readonly labels: string;
  readonly probabilities: string;
  readonly expected: Record<string, unknown>;
}

const file = new URL('./fixtures/metrics.json', import.meta.url);
const stored = JSON.parse(readFileSync(file, 'utf8')) as Record<string, StoredCase>;

export const metricCases: MetricCase[] = Object.entries(stored).map(([name, entry]) => ({
  name,
  classes: Array.from({ length: entry.classes }, (_, c) => `class ${c}`),
  labels: new Int32Array(bytes(entry.labels)),
  probabilities: new Float32Array(bytes(entry.probabilities)),
  expected: entry.expected,
}));

export function metricCase(name: string): MetricCase {
  const found = metricCases.find((entry) => entry.name === name);
  if (!found) throw new Error(`No case named ${name}`);
  return found;
}

function bytes(base64: string): ArrayBuffer {
  return Uint8Array.from(Buffer.from(base64, 'base64')).buffer;
}

/** Paths of numbers that differ by more than `tolerance` wherever `expected` has a value. */
export function differences(actual: unknown, expected: unknown, tolerance: number, path = ''): string[] {
  if (typeof expected === 'number' && typeof actual === 'number')
    return Math.abs(actual - expected) <= tolerance ? [] : [`${path}: ${actual}, expected ${expected}`];
  if (expected === null || typeof expected !== 'object')
    return actual === expected ? [] : [`${path}: ${actual}, expected ${expected}`];
  if (actual === null || typeof actual !== 'object') return [`${path}: ${actual}, expected an object`];
  const sizes =
    Array.isArray(expected) && expected.length !== (actual as unknown[]).length ? [`${path}: length`] : [];
  return sizes.concat(
    Object.entries(expected).flatMap(([key, value]) =>
      differences((actual as Record<string, unknown>)[key], value, tolerance, `${path}/${key}`),
    ),
  );
}
