import { describe, expect, it } from 'vitest';
import { type BenchCase, benchCases } from '../../bench/case-table.ts';
import { summarise } from '../../bench/measurement.ts';
import { treeMemoryMb } from '../../bench/process-memory.ts';
import { verdict } from '../../bench/results.ts';
import { Side } from '../../bench/side.ts';

const caseNamed = (name: string): BenchCase => benchCases.find((work) => work.name === name)!;

describe('verdict of a bench case', () => {
  const measured = (timesAsFast: number, oursMb: number, peerMb: number) => ({
    ours: { medianMs: 100, minMs: 90, peakMemoryMb: oursMb },
    peer: { medianMs: 100 * timesAsFast, minMs: 90, peakMemoryMb: peerMb },
    timesAsFast,
    versions: {},
  });

  it('is met at the target speed with no more memory than PyTorch', () => {
    expect(verdict(caseNamed('encoder'), measured(1.2, 500, 500))).toBe('met');
  });

  it('says by how much speed and memory miss', () => {
    expect(verdict(caseNamed('encoder'), measured(0.9, 600, 500))).toBe(
      "missed: 25.0 % below target; memory 20.0 % above PyTorch's",
    );
  });

  it('does not call a case met that was not compared', () => {
    expect(verdict(caseNamed('encoder'), { ours: { medianMs: 1, minMs: 1 }, versions: {} })).toBe(
      'not compared',
    );
  });

  it('judges a start by its seconds, with or without a peer', () => {
    const ours = (medianMs: number) => ({ ours: { medianMs, minMs: medianMs }, versions: {} });
    expect(verdict(caseNamed('start-encoder'), ours(2900))).toBe('met');
    expect(verdict(caseNamed('start-encoder'), ours(3600))).toBe('missed: 20.0 % too slow');
  });
});

describe('summary of rounds', () => {
  it('pairs rounds, so that a machine that slows down slows both', () => {
    const party = (rounds: number[]) => ({ rounds, versions: {} });
    const { timesAsFast, ours } = summarise(party([100, 300, 200]), party([200, 600, 400]), {});
    expect(timesAsFast).toBe(2);
    expect(ours.medianMs).toBe(200);
  });
});

describe('a side', () => {
  const child = (script: string) => new Side({ program: process.execPath, args: ['-e', script] });

  it('passes commands on and hands the error of the other process back', async () => {
    await using side = child(
      "require('readline').createInterface({input: process.stdin}).on('line', (line) => console.log(" +
        'JSON.parse(line).cmd === \'run\' ? \'{"ms":[3]}\' : \'{"error":"no such network"}\'))',
    );
    expect(await side.run(1)).toEqual([3]);
    const work = caseNamed('encoder') as Extract<BenchCase, { kind: 'training-step' }>;
    await expect(side.setup({ threads: 1, peer: {}, work })).rejects.toThrow('no such network');
  });

  it('says so when its process ends instead of answering', async () => {
    await using side = child('');
    await expect(side.run(1)).rejects.toThrow(/ended without an answer/);
  });
});

describe('memory of a process tree', () => {
  it.skipIf(process.platform !== 'linux')(
    'is that of this process at least, and 0 for one that is gone',
    () => {
      expect(treeMemoryMb(process.pid)).toBeGreaterThan(10);
      expect(treeMemoryMb(2 ** 22 + 1)).toBe(0);
    },
  );
});
