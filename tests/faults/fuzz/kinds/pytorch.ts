// PyTorch checkpoints, zip and legacy. A zip carries a checksum of every entry, so damage to one must never come out as
// other numbers; the legacy format has none, and a changed number there is one that PyTorch would read as well.
import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { fromBufferPromise } from 'yauzl';
import { memorySource } from '../../../../src-main/formats/byte-source.ts';
import { readPytorchLegacy } from '../../../../src-main/formats/pytorch-legacy-reader.ts';
import { readPytorch } from '../../../../src-main/formats/pytorch-reader.ts';
import { fixturePath } from '../../../formats/fixtures.ts';
import { type FuzzKind, judged, type Outcome, wrong } from '../kind.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { difference, impossible, type PlainTensor, plainTensors } from '../tensor-values.ts';

interface Base {
  readonly bytes: Buffer;
  readonly tensors: ReadonlyMap<string, PlainTensor>;
}

const legacy = (bytes: Uint8Array) => plainTensors(readPytorchLegacy(memorySource('damaged.pt', bytes)));
const zipped = (bytes: Uint8Array) => plainTensors(readPytorch(memorySource('damaged.pt', bytes)));

function bases(
  names: readonly string[],
  read: (bytes: Uint8Array) => ReadonlyMap<string, PlainTensor>,
): Base[] {
  return names.map((name) => {
    const bytes = readFileSync(fixturePath(name));
    return { bytes, tensors: read(bytes) };
  });
}

/** Whether another program finds every entry of a zip as its checksum says. */
async function isWhole(bytes: Buffer): Promise<boolean> {
  try {
    const zip = await fromBufferPromise(bytes, { lazyEntries: true });
    for await (const entry of zip.eachEntry()) {
      const parts: Buffer[] = [];
      for await (const part of await zip.openReadStreamPromise(entry)) parts.push(part as Buffer);
      if (crc32(Buffer.concat(parts)) !== entry.crc32) return false;
    }
    return true;
  } catch {
    return false; // yauzl's refusal is the answer
  }
}

function verdict(tensors: ReadonlyMap<string, PlainTensor>, base: Base): Outcome {
  const found = impossible(tensors);
  if (found !== undefined) return wrong(found);
  return { verdict: difference(tensors, base.tensors) === undefined ? 'same result' : 'changed' };
}

export const pytorchZipKind: FuzzKind = () => {
  const files = bases(['dtypes.pt', 'checkpoint.pt', 'views.pt', 'module.pt'], zipped);
  return (random) => {
    const base = random.oneOf(files);
    const bytes = mutateBytes(base.bytes, random);
    return judged(
      'damaged.pt',
      () => zipped(bytes),
      async (tensors) => {
        const outcome = verdict(tensors, base);
        if (outcome.verdict !== 'changed' || (await isWhole(bytes))) return outcome;
        return wrong(`a damaged zip was read as other numbers: ${difference(tensors, base.tensors)}`);
      },
    );
  };
};

export const pytorchLegacyKind: FuzzKind = () => {
  const files = bases(
    ['dtypes-legacy.pt', 'checkpoint-legacy.pt', 'views-legacy.pt', 'module-legacy.pt'],
    legacy,
  );
  return (random) => {
    const base = random.oneOf(files);
    const bytes = mutateBytes(base.bytes, random);
    return judged(
      'damaged.pt',
      () => legacy(bytes),
      (tensors) => verdict(tensors, base),
    );
  };
};
