// Turns the packed CIFAR-10 (pictures one behind another, and a list of where each lies) into folders of pictures:
//   node resources/models/pretraining/unpack-cifar10.ts <folder of the pack> <new folder>
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface PackedPicture {
  readonly offset: number;
  readonly length: number;
  readonly label: string;
}

const [pack, target] = process.argv.slice(2);
if (pack === undefined || target === undefined)
  throw new Error('Needed: the folder of the pack, and a new folder.');

for (const split of ['train', 'test']) {
  const bytes = readFileSync(join(pack, `${split}.bin`));
  const list = JSON.parse(readFileSync(join(pack, `${split}.json`), 'utf8')) as readonly PackedPicture[];
  list.forEach(({ offset, length, label }, index) => {
    const folder = join(target, split, label);
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, `${String(index).padStart(5, '0')}.jpg`),
      bytes.subarray(offset, offset + length),
    );
  });
}
