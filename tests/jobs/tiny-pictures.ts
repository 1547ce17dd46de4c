// Sixty small pictures of two classes, different enough to be learnt in seconds, made anew from a seed.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';

const side = 16;

/** Writes `folder/<class>/<n>.png`: bright or dark discs on noise. */
export async function writeTinyPictures(folder: string, perClass = 30): Promise<void> {
  let seed = 1;
  const random = () => {
    seed = (seed * 16807) % 2147483647;
    return seed / 2147483647;
  };
  for (const [label, name] of ['dark', 'light'].entries()) {
    mkdirSync(join(folder, name), { recursive: true });
    for (let n = 0; n < perClass; n++) {
      const centre = 4 + random() * 8;
      const pixels = Buffer.from(
        Array.from({ length: side * side * 3 }, (_, at) => {
          const [x, y] = [Math.floor(at / 3) % side, Math.floor(at / 3 / side)];
          const inside = Math.hypot(x - centre, y - centre) < 4;
          return 90 + 80 * random() + (inside ? (label === 1 ? 60 : -60) : 0);
        }),
      );
      await sharp(pixels, { raw: { width: side, height: side, channels: 3 } }).toFile(
        join(folder, name, `${n}.png`),
      );
    }
  }
}

/** A recipe that trains a tiny network on them from scratch. */
export function tinyRecipe(dataFolder: string, epochs: number) {
  return {
    task: 'image-classification',
    model: { architecture: { family: 'cifar-resnet', depth: 8, width: 4, imageSize: side } },
    data: { path: dataFolder },
    preprocessing: { imageSize: side },
    hyperparameters: { epochs, batchSize: 8, learningRate: 0.01, earlyStopping: false },
    engine: { backend: 'ort', threads: 1 },
  };
}
