import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AssemblyInput, assembleVersion } from '../../src-main/data/assemble-version.ts';
import type { Candidate } from '../../src-main/data/candidates.ts';
import { type DataOptions, dataOptionsSchema } from '../../src-main/data/data-options.ts';
import type { DatasetVersion, SplitName } from '../../src-main/data/dataset-version.ts';
import type { EarlierSplit } from '../../src-main/data/earlier-split.ts';

const seed = 42;
const options = (more: Partial<DataOptions> = {}) => dataOptionsSchema.parse({ path: 'mri', ...more });

/** `no` 98 and `yes` 155 pictures, every tenth of them twice: as the brain MRI data is. */
const mri = pictures({ no: 98, yes: 155 });

function pictures(sizes: Readonly<Record<string, number>>, name = 'scan'): Candidate[] {
  return Object.entries(sizes).flatMap(([label, count]) =>
    Array.from({ length: count }, (_, at) => ({
      source: { path: `${label}/${name}-${at}.jpg` },
      contentHash: createHash('sha256')
        .update(`${label} ${name} ${at % 10 === 1 ? at - 1 : at}`)
        .digest('hex'),
      label,
      given: 'train' as const,
    })),
  );
}

function input(candidates: readonly Candidate[], given: readonly SplitName[] = ['train']): AssemblyInput {
  return { kind: 'image', path: 'mri', given: new Set(given), candidates, problems: [] };
}

function earlierOf(version: DatasetVersion, cut: Partial<EarlierSplit> = {}): EarlierSplit {
  const of = (split: SplitName) =>
    version.examples.filter((example) => example.split === split).map(({ contentHash }) => contentHash);
  const places = { train: of('train'), validation: of('validation'), test: of('test') };
  return { run: 'first', validationFraction: 0.15, testFraction: 0.15, seed, places, ...cut };
}

const placeOf = (version: DatasetVersion) =>
  new Map(version.examples.map(({ source, split }) => [source.path, split]));

/** Pictures that stand in another split than before. */
function moved(before: DatasetVersion, after: DatasetVersion): string[] {
  const places = placeOf(after);
  return [...placeOf(before)]
    .filter(([path, split]) => (places.get(path) ?? split) !== split)
    .map(([path]) => path);
}

const first = assembleVersion(input(mri), options(), { seed });
const earlier = earlierOf(first);

describe('a version that goes on from an earlier one', () => {
  it('moves no picture when one label is corrected', () => {
    for (const wrong of [mri[7]!, mri[150]!, mri[252]!]) {
      const data = options({ relabel: { [wrong.contentHash]: wrong.label === 'no' ? 'yes' : 'no' } });
      const after = assembleVersion(input(mri), data, { seed, earlier });
      expect(moved(first, after)).toEqual([]);
      expect(after.carried).toMatchObject({
        run: 'first',
        kept: 253,
        added: 0,
        gone: 0,
        moved: 0,
        redrawn: [],
      });
    }
    // What happened before: the shuffle of both classes is another one with one example more or less.
    const data = options({ relabel: { [mri[7]!.contentHash]: 'yes' } });
    expect(moved(first, assembleVersion(input(mri), data, { seed })).length).toBeGreaterThan(20);
  });

  it('moves no picture when some are left out, and gives their places to no old one', () => {
    const out = first.examples.filter(({ split }) => split === 'test').slice(0, 10);
    const data = options({ exclude: out.map(({ contentHash }) => contentHash) });
    const after = assembleVersion(input(mri), data, { seed, earlier });
    expect(moved(first, after)).toEqual([]);
    expect(after.carried?.gone).toBe(new Set(out.map(({ contentHash }) => contentHash)).size);
  });

  it('moves no old picture when 50 new ones are added, which keep the shares and the balance', () => {
    const more = [...mri, ...pictures({ no: 20, yes: 30 }, 'new')];
    const after = assembleVersion(input(more), options(), { seed, earlier });
    expect(moved(first, after)).toEqual([]);
    expect(after.carried).toMatchObject({ kept: 253, added: 50 });
    for (const label of [0, 1])
      for (const split of ['validation', 'test'] as const) {
        const ofClass = after.examples.filter((example) => example.label === label);
        const share = ofClass.filter((example) => example.split === split).length;
        expect(Math.abs(share - ofClass.length * 0.15)).toBeLessThanOrEqual(2);
      }
  });

  it('keeps the shares of data that grows by one picture at a time', () => {
    let version = first;
    let growing: readonly Candidate[] = mri;
    for (let at = 0; at < 60; at += 2) {
      growing = [...growing, ...pictures({ no: 1 }, `later-${at}`)];
      const next = assembleVersion(input(growing), options(), { seed, earlier: earlierOf(version) });
      expect(moved(version, next)).toEqual([]);
      version = next;
    }
    const no = version.examples.filter(({ label }) => label === 0);
    expect(no).toHaveLength(128);
    expect(Math.abs(no.filter(({ split }) => split === 'test').length - 128 * 0.15)).toBeLessThanOrEqual(2);
  });

  it('never moves what it knows, whatever is corrected, left out or added', () => {
    fc.assert(
      fc.property(
        fc.subarray([...mri.keys()], { maxLength: 40 }),
        fc.subarray([...mri.keys()], { maxLength: 40 }),
        fc.nat(40),
        (wrong, unwanted, added) => {
          const relabel = Object.fromEntries(
            wrong.map((at) => [mri[at]!.contentHash, mri[at]!.label === 'no' ? 'yes' : 'no']),
          );
          const data = options({ relabel, exclude: unwanted.map((at) => mri[at]!.contentHash) });
          const candidates = [...mri, ...pictures({ yes: added }, 'new')];
          expect(moved(first, assembleVersion(input(candidates), data, { seed, earlier }))).toEqual([]);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('is what it was without an earlier one, where everything is new', () => {
    const other = earlierOf(
      assembleVersion(input(pictures({ no: 40, yes: 40 }, 'other')), options(), { seed }),
    );
    const after = assembleVersion(input(mri), options(), { seed, earlier: other });
    expect(after.hash).toBe(first.hash);
    expect(after.carried).toMatchObject({ kept: 0, added: 253, redrawn: [] });
  });

  it.each([
    ['a fraction', options({ testFraction: 0.3 }), seed, ['testFraction']],
    ['the seed', options(), 7, ['seed']],
  ])('draws anew where %s was changed, and counts what that moves', (_, data, otherSeed, redrawn) => {
    const after = assembleVersion(input(mri), data, { seed: otherSeed, earlier });
    expect(after.hash).toBe(assembleVersion(input(mri), data, { seed: otherSeed }).hash);
    expect(after.carried).toMatchObject({ kept: 253, moved: moved(first, after).length, redrawn });
    expect(after.carried?.moved).toBeGreaterThan(20);
  });

  it('draws anew where a part is to be cut that had data of its own', () => {
    const tested = pictures({ no: 10, yes: 10 }, 'test').map((one) => ({ ...one, given: 'test' as const }));
    const given = assembleVersion(input([...mri, ...tested], ['train', 'test']), options(), { seed });
    const after = assembleVersion(input(mri), options(), { seed, earlier: earlierOf(given) });
    expect(after.carried?.redrawn).toEqual(['splits']);
    expect(after.examples.filter(({ split }) => split === 'test')).not.toHaveLength(0);
  });

  it('leaves given parts as they are given', () => {
    const tested = mri.slice(0, 30).map((one) => ({ ...one, given: 'test' as const }));
    const after = assembleVersion(input([...tested, ...mri.slice(30)], ['train', 'test']), options(), {
      seed,
      earlier,
    });
    const places = placeOf(after);
    for (const { source } of tested) expect(places.get(source.path)).toBe('test');
    const cut = after.examples.filter(({ source }) => !tested.some((one) => one.source.path === source.path));
    expect(cut.some(({ split }) => split === 'test')).toBe(false);
  });
});
