import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  readBest,
  readLastCheckpoint,
  writeBest,
  writeCheckpoint,
} from '../../src-main/training/checkpoints.ts';

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'finesse-checkpoints-')), 'checkpoints');
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

/** Values that a careless round trip through text or float16 would change. */
const awkward = Float32Array.of(0.1, -0, 1e-38, 3.4e38, Math.fround(Math.PI));

function checkpoint(step: number) {
  return {
    state: { step, loss: 0.1 + 0.2, nested: { list: [1, 2] } },
    parameters: new Map([['layer.weight', awkward]]),
    optimizer: new Map([['layer.weight/m', Float32Array.of(step)]]),
  };
}

const names = () => readdirSync(folder).sort();

describe('checkpoints', () => {
  it('come back bit for bit', () => {
    writeCheckpoint(folder, checkpoint(7), null);
    const found = readLastCheckpoint(folder).checkpoint!;
    expect(found.state).toEqual(checkpoint(7).state);
    expect([...found.parameters.get('layer.weight')!]).toEqual([...awkward]);
    expect(Object.is(found.parameters.get('layer.weight')![1], -0)).toBe(true);
    expect([...found.optimizer.get('layer.weight/m')!]).toEqual([7]);
  });

  it('keep the last two and the best that they need, and nothing else', () => {
    let best: string | null = null;
    for (let step = 1; step <= 6; step++) {
      if (step === 2 || step === 4) best = writeBest(folder, new Map([['w', Float32Array.of(step)]]));
      writeCheckpoint(folder, checkpoint(step), best);
    }
    expect(names()).toEqual(['000005', '000006', 'best-000002']);
    expect(readBest(folder, best!).get('w')![0]).toBe(4);
  });

  it('keep the best of the checkpoint before the last, for the case that the last is damaged', () => {
    const first = writeBest(folder, new Map());
    writeCheckpoint(folder, checkpoint(1), first);
    writeCheckpoint(folder, checkpoint(2), writeBest(folder, new Map()));
    expect(names()).toContain(first);
  });

  const damages: [string, (last: string) => void][] = [
    ['a truncated tensor file', (last) => truncateSync(join(last, 'parameters.safetensors'), 20)],
    ['a lengthened optimizer file', (last) => appendFileSync(join(last, 'optimizer.safetensors'), 'x')],
    ['a missing file', (last) => rmSync(join(last, 'optimizer.safetensors'))],
    [
      'an altered manifest',
      (last) => writeFileSync(join(last, 'checkpoint.json'), '{"sha256":"0","manifest":{}}'),
    ],
    ['a manifest that is not JSON', (last) => writeFileSync(join(last, 'checkpoint.json'), '{')],
    [
      'an empty folder',
      (last) => {
        rmSync(last, { recursive: true });
        mkdirSync(last);
      },
    ],
  ];
  it.each(damages)('fall back to the one before after %s, and say so', (_name, damage) => {
    writeCheckpoint(folder, checkpoint(1), null);
    const last = writeCheckpoint(folder, checkpoint(2), null);
    damage(last);
    const { checkpoint: found, passedOver } = readLastCheckpoint<{ step: number }>(folder);
    expect(found!.state.step).toBe(1);
    expect(passedOver.map(({ code }) => code)).toEqual(['training.damagedCheckpoint']);
    expect(passedOver[0]!.message).toContain(last);
  });

  it('fall back where the best parameters are damaged', () => {
    writeCheckpoint(folder, checkpoint(1), null);
    const best = writeBest(folder, new Map([['w', awkward]]));
    writeCheckpoint(folder, checkpoint(2), best);
    truncateSync(join(folder, best, 'parameters.safetensors'), 4);
    expect(readLastCheckpoint<{ step: number }>(folder).checkpoint!.state.step).toBe(1);
  });

  it('ignore what a killed process left half written, and clear it away with the next one', () => {
    writeCheckpoint(folder, checkpoint(1), null);
    mkdirSync(join(folder, '000002.999.tmp'));
    expect(readLastCheckpoint<{ step: number }>(folder).checkpoint!.state.step).toBe(1);
    writeCheckpoint(folder, checkpoint(2), null);
    expect(names()).toEqual(['000001', '000002']);
  });

  it('are absent, without an error, in a folder that does not exist', () => {
    expect(readLastCheckpoint(folder)).toEqual({ checkpoint: undefined, passedOver: [] });
  });
});
