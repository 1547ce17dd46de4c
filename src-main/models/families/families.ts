// The families. A new one is a file beside this and a line here.
import { modelError } from '../errors.ts';
import { bert } from './bert.ts';
import { cifarResnet } from './cifar-resnet.ts';
import { distilbert } from './distilbert.ts';
import type { ModelFamily } from './family.ts';
import { inceptionV3 } from './inception-v3.ts';
import { mobilenetV2 } from './mobilenet-v2.ts';
import { resnet } from './resnet.ts';
import { roberta } from './roberta.ts';
import { vgg } from './vgg.ts';

/** In the order in which a weight file is asked whose it is: the more particular stand before the more general. */
export const families: readonly ModelFamily[] = [
  roberta,
  bert,
  distilbert,
  mobilenetV2,
  resnet,
  cifarResnet,
  vgg,
  inceptionV3,
];

/** Throws models.invalidArchitecture naming those there are. */
export function familyNamed(name: unknown): ModelFamily {
  const found = families.find((family) => family.name === name);
  if (found !== undefined) return found;
  const known = families.map((family) => family.name).join(', ');
  throw modelError('invalidArchitecture', {
    problem: `the family is ${JSON.stringify(name) ?? 'missing'}, needed one of ${known}`,
  });
}
