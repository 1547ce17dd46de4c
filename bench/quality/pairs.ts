// Which weights are taught which data, the smallest first.
import { join } from 'node:path';
import { writeSurfaceSample } from '../../src-main/library/samples/surface-sample.ts';
import type { Recipe } from '../../src-main/training/recipe.ts';
import { benchPath } from '../sides.ts';

/** Where the material lies on this machine. */
export interface Places {
  /** The folder with `data` and `weights` that the tests use as well. */
  readonly shared: string;
  /** Hub folder of all-MiniLM-L6-v2, where there is one. */
  readonly minilm: string | undefined;
  /** For what is drawn here. */
  readonly work: string;
}

export interface Pair {
  readonly name: string;
  readonly title: string;
  readonly task: Recipe['task'];
  /** As in a recipe; undefined where this machine has none. */
  readonly weights: (places: Places) => string | undefined;
  /** The same for Python, where a recipe names them otherwise. */
  readonly peerWeights?: string;
  /** Pictures: which network of peers/picture_networks.py the weights are for. */
  readonly network?: 'mobilenet-v2-035' | 'cifar-resnet-20' | 'finesse-resnet-10';
  readonly data: (places: Places) => Promise<string> | string;
  /** So many examples a class for training and validation together, drawn by the seed. */
  readonly perClass?: number;
  /** Passes of the reference script. */
  readonly referenceEpochs: number;
}

const minilm = {
  task: 'text-classification',
  weights: (places: Places) => places.minilm,
  referenceEpochs: 3,
} as const;

const mobilenet = {
  task: 'image-classification',
  weights: ({ shared }: Places) => join(shared, 'weights/mobilenetv2-035-tfjs'),
  network: 'mobilenet-v2-035',
  data: ({ shared }: Places) => join(shared, 'data/dogs-cats'),
  // As many as Finesse's default makes.
  referenceEpochs: 12,
} as const;

const banking77 = ({ shared }: Places) => join(shared, 'data/banking77');

export const pairs: readonly Pair[] = [
  {
    name: 'surfaces',
    title: 'Finesse ResNet-10, surface inspection',
    task: 'image-classification',
    weights: () => 'finesse-resnet-10',
    peerWeights: benchPath('../resources/models/finesse-resnet-10/model.safetensors'),
    network: 'finesse-resnet-10',
    data: surfaceSample,
    referenceEpochs: 12,
  },
  {
    name: 'brain-mri',
    title: 'CIFAR ResNet-20, brain-mri',
    task: 'image-classification',
    weights: ({ shared }) => join(shared, 'weights/cifar-resnet/resnet20-12fca82f.th'),
    network: 'cifar-resnet-20',
    data: ({ shared }) => join(shared, 'data/brain-mri'),
    // As in PyTorch's tutorial of transfer learning: its data are as few.
    referenceEpochs: 25,
  },
  { ...mobilenet, name: 'dogs-cats-10', title: 'MobileNetV2 0.35, dogs-cats, 10 a class', perClass: 10 },
  { ...mobilenet, name: 'dogs-cats-50', title: 'MobileNetV2 0.35, dogs-cats, 50 a class', perClass: 50 },
  {
    ...minilm,
    name: 'sms-spam',
    title: 'MiniLM, sms-spam',
    data: ({ shared }) => join(shared, 'data/sms-spam'),
  },
  { ...mobilenet, name: 'dogs-cats', title: 'MobileNetV2 0.35, dogs-cats' },
  {
    ...minilm,
    name: 'banking77-10',
    title: 'MiniLM, banking77, 10 a class',
    data: banking77,
    perClass: 10,
    // Three passes are 58 steps here; Mosbach et al. 2021 (On the stability of fine-tuning BERT) make 20 of little data.
    referenceEpochs: 20,
  },
  { ...minilm, name: 'banking77', title: 'MiniLM, banking77', data: banking77 },
];

async function surfaceSample({ work }: Places): Promise<string> {
  const folder = join(work, 'surface-inspection');
  await writeSurfaceSample(folder);
  return folder;
}
