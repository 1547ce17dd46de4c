// Malformed weights: each gives one clear error with file and place, quickly and in little memory.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FinesseError } from '../../src-main/errors.ts';
import { readFinite } from '../../src-main/formats/finite-values.ts';
import { openWeights } from '../../src-main/library/weights.ts';
import { type Fault, writeFiles } from './formats-fault.ts';
import { folderFaults } from './formats-folder-faults.ts';
import { pickleFaults } from './formats-pickle-faults.ts';
import { honestSafetensors, safetensorsFaults } from './formats-safetensors-faults.ts';
import { honestTfjs, tfjsFaults } from './formats-tfjs-faults.ts';
import { honestLegacy, honestZip, zipFaults } from './formats-zip-faults.ts';

const MAX_CPU_MS = 1000;
const MAX_GROWTH_MB = 300;

const root = mkdtempSync(join(tmpdir(), 'finesse-faults-'));
const faults: readonly Fault[] = [
  ...safetensorsFaults,
  ...pickleFaults,
  ...zipFaults,
  ...tfjsFaults,
  ...folderFaults,
];

afterAll(() => rmSync(root, { recursive: true }));

/** Opens the weights and reads every tensor, as a model does before training. */
function readAll(path: string): number {
  const weights = openWeights(path);
  return weights.tensors.values().reduce((sum, tensor) => sum + readFinite(weights, tensor).length, 0);
}

function errorOf(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}

function prepare(fault: Fault, number: number): string {
  const folder = join(root, `${number}`);
  mkdirSync(folder);
  writeFiles(folder, fault.files);
  fault.prepare?.(folder);
  return join(folder, fault.open ?? Object.keys(fault.files)[0]!);
}

describe('the files that the faults below are made from', () => {
  it.each<[string, string, Uint8Array | string, number]>([
    ['safetensors', 'x.safetensors', honestSafetensors, 2],
    ['PyTorch zip', 'x.pt', honestZip, 6],
    ['PyTorch legacy', 'legacy.pt', honestLegacy, 6],
  ])('%s opens', (_, name, content, numElements) => {
    writeFileSync(join(root, name), content);
    expect(readAll(join(root, name))).toBe(numElements);
  });

  it('TF.js opens', () => {
    writeFiles(join(root, 'tfjs'), honestTfjs);
    expect(readAll(join(root, 'tfjs'))).toBe(2);
  });
});

describe('malformed weights', () => {
  it('number at least 90, each under its own name', () => {
    expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length);
    expect(faults.length).toBeGreaterThanOrEqual(90);
  });

  it.each(faults.map((fault, number) => ({ ...fault, number })))('$name: $code', (fault) => {
    const path = prepare(fault, fault.number);
    const peakBefore = process.resourceUsage().maxRSS / 1024;
    const before = process.cpuUsage();
    const error = errorOf(() => readAll(path));
    const { user, system } = process.cpuUsage(before);
    expect(error).toBeInstanceOf(FinesseError);
    // The line above leaves nothing else.
    const { code, message } = error as FinesseError;
    expect(message).toMatch(fault.says);
    expect(code).toBe(fault.code);
    expect(message).toContain(join(root, `${fault.number}`));
    expect(message.length).toBeLessThan(1000);
    expect((user + system) / 1000).toBeLessThan(MAX_CPU_MS);
    expect(process.resourceUsage().maxRSS / 1024 - peakBefore).toBeLessThan(MAX_GROWTH_MB);
  });
});
