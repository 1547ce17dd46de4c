// What is measured, and what the program promises. One row a case; both sides get the row as it stands here.

interface CaseOf<Kind extends string> {
  readonly name: string;
  readonly title: string;
  readonly kind: Kind;
}

/** A network on one fixed batch of random data. */
interface Workload {
  /** As in a recipe. */
  readonly architecture: Readonly<Record<string, unknown>>;
  readonly classes: number;
  readonly batch: number;
  /** Pictures: side in pixels. Texts: tokens. */
  readonly imageSize?: number;
  readonly tokens?: number;
  readonly optimizer: 'sgd' | 'adamw';
  /** As the reference implementation has it before its classifier. */
  readonly headDropout: number;
}

/** A step is repeated in bursts; `timesAsFast` is PyTorch's time over ours. */
export interface StepCase extends CaseOf<'training-step' | 'frozen-features' | 'frozen-epoch'>, Workload {
  readonly stepsPerBurst: number;
  /** Pictures of an epoch, `frozen-epoch` only. */
  readonly pictures?: number;
  readonly target: { readonly timesAsFast: number };
}

/** From the start of a process to the end of its first training step. */
export interface StartCase extends CaseOf<'start'>, Workload {
  readonly target: { readonly seconds: number };
}

/** A recipe from pictures on disk to test metrics, as separate programs. */
export interface JobCase extends CaseOf<'whole-job'> {
  /** Relative to this folder. */
  readonly recipe: string;
  readonly target: { readonly timesAsFast: number };
}

export type BenchCase = StepCase | StartCase | JobCase;

const pictures = { classes: 10, batch: 16, imageSize: 224, optimizer: 'sgd', headDropout: 0 } as const;
const texts = { classes: 10, batch: 8, tokens: 128, optimizer: 'adamw', headDropout: 0.1 } as const;
const resnet18 = { family: 'resnet', depth: 18 };
const mobilenet = { family: 'mobilenet-v2', width: 1 };
const smallBert = { family: 'bert', layers: 4, hiddenSize: 256, heads: 4, vocabularySize: 30522 };
const bertBase = { family: 'bert', layers: 12, hiddenSize: 768, heads: 12, vocabularySize: 30522 };

/** Targets: issue of the engine, section 'Speed'. */
export const benchCases: readonly BenchCase[] = [
  {
    name: 'resnet18',
    title: 'ResNet-18, 224 px, batch 16, training step',
    kind: 'training-step',
    ...pictures,
    architecture: resnet18,
    stepsPerBurst: 3,
    target: { timesAsFast: 0.7 },
  },
  {
    name: 'resnet50',
    title: 'ResNet-50, 224 px, batch 16, training step',
    kind: 'training-step',
    ...pictures,
    architecture: { family: 'resnet', depth: 50 },
    stepsPerBurst: 2,
    target: { timesAsFast: 0.7 },
  },
  {
    name: 'mobilenet',
    title: 'MobileNetV2 1.0, 224 px, batch 16, training step',
    kind: 'training-step',
    ...pictures,
    headDropout: 0.2,
    architecture: mobilenet,
    stepsPerBurst: 3,
    target: { timesAsFast: 1 },
  },
  {
    name: 'encoder',
    title: 'Encoder 4 x 256, 8 x 128 tokens, training step',
    kind: 'training-step',
    ...texts,
    architecture: smallBert,
    stepsPerBurst: 4,
    target: { timesAsFast: 1.2 },
  },
  {
    name: 'bert',
    title: 'BERT-base, 8 x 128 tokens, training step',
    kind: 'training-step',
    ...texts,
    architecture: bertBase,
    stepsPerBurst: 2,
    target: { timesAsFast: 1 },
  },
  {
    name: 'features-resnet18',
    title: 'Frozen ResNet-18, first pass, a batch of 16',
    kind: 'frozen-features',
    ...pictures,
    architecture: resnet18,
    stepsPerBurst: 4,
    target: { timesAsFast: 1.2 },
  },
  {
    name: 'features-mobilenet',
    title: 'Frozen MobileNetV2 1.0, first pass, a batch of 16',
    kind: 'frozen-features',
    ...pictures,
    architecture: mobilenet,
    stepsPerBurst: 4,
    target: { timesAsFast: 1.2 },
  },
  {
    name: 'epoch-resnet18',
    title: 'Frozen ResNet-18, later epoch of 64 pictures',
    kind: 'frozen-epoch',
    ...pictures,
    architecture: resnet18,
    pictures: 64,
    stepsPerBurst: 1,
    target: { timesAsFast: 30 },
  },
  {
    name: 'epoch-mobilenet',
    title: 'Frozen MobileNetV2 1.0, later epoch of 64 pictures',
    kind: 'frozen-epoch',
    ...pictures,
    architecture: mobilenet,
    pictures: 64,
    stepsPerBurst: 1,
    target: { timesAsFast: 30 },
  },
  {
    name: 'start-resnet18',
    title: 'Process start to first training step, ResNet-18',
    kind: 'start',
    ...pictures,
    architecture: resnet18,
    target: { seconds: 3 },
  },
  {
    name: 'start-encoder',
    title: 'Process start to first training step, encoder 4 x 256',
    kind: 'start',
    ...texts,
    architecture: smallBert,
    target: { seconds: 3 },
  },
  {
    name: 'job',
    title: 'Whole job: dogs-cats, MobileNetV2 0.35, head then last blocks',
    kind: 'whole-job',
    recipe: 'recipes/dogs-cats-mobilenet.json',
    target: { timesAsFast: 3 },
  },
];
