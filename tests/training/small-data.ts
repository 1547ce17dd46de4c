// Small real data drawn by a seed: pictures of two kinds in folders, and a table of texts of three kinds.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { openRandom } from '../../src-main/data/random.ts';

const side = 16;

/** `count` PNG pictures for each of two classes: bars that lie or stand, on noise. */
export async function writePictures(folder: string, count: number): Promise<string> {
  for (const [label, name] of ['lying', 'standing'].entries()) {
    mkdirSync(join(folder, name), { recursive: true });
    for (let index = 0; index < count; index++) {
      const random = openRandom(label, index);
      const at = 2 + random.below(side - 5);
      const pixels = Uint8Array.from({ length: side * side * 3 }, (_, i) => {
        const [x, y] = [Math.floor(i / 3) % side, Math.floor(i / 3 / side)];
        const across = label === 0 ? y : x;
        return Math.floor(random.between(0, 110)) + (across >= at && across < at + 3 ? 120 : 0);
      });
      const raw = { width: side, height: side, channels: 3 } as const;
      await sharp(pixels, { raw })
        .png()
        .toFile(join(folder, name, `${index}.png`));
    }
  }
  return folder;
}

const words = {
  weather: ['rain', 'sunny', 'storm', 'cloudy', 'forecast'],
  kitchen: ['pan', 'recipe', 'oven', 'butter', 'spoon'],
  travel: ['train', 'ticket', 'airport', 'luggage', 'passport'],
};
const fillers = ['the', 'a', 'is', 'about', 'with', 'my', 'today', 'please', 'tell', 'me', 'and'];

/** A CSV of `count` texts for each of three classes, of 2 to 20 words, one or two of which tell. */
export function writeTexts(path: string, count: number): string {
  const lines = ['text,label'];
  for (const [label, [name, telling]] of Object.entries(words).entries())
    for (let index = 0; index < count; index++) {
      const random = openRandom(100 + label, index);
      const text = Array.from({ length: 2 + random.below(19) }, () => fillers[random.below(fillers.length)]!);
      text[random.below(text.length)] = telling[random.below(telling.length)]!;
      lines.push(`${text.join(' ')} ${index},${name}`);
    }
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}
