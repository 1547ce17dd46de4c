// What main warns of in a recipe, by code. A code without words here is told in main's own English. Numbers come
// written as the language writes them.
import { makeFormat } from '../../format.ts';
import { run } from './run.ts';

const format = makeFormat('en');
const { name } = format;

type Words = (params: Readonly<Record<string, string>>) => string;

export const recipeWarnings = {
  'learning-rate-high': (p) =>
    `A learning rate of ${p.value} is high for ${p.optimizer}: above ${p.highest} training usually jumps about instead of settling.`,
  'learning-rate-low': (p) =>
    `With a learning rate of ${p.value} next to nothing is learnt in a reasonable time.`,
  'backbone-rate-high': (p) =>
    `At ${p.value} the pretrained layers quickly forget what they know; up to ${p.highest} is usual.`,
  'batch-exceeds-training-data': (p) =>
    `A batch of ${p.batchSize} is larger than the ${format.counted(p.train, 'training example', 'training examples')}, so an epoch is a single step.`,
  'few-steps': (p) =>
    `Only ${format.counted(p.steps, 'update in all', 'updates in all')}: too few to learn much. A smaller batch than ${p.batchSize}, or more epochs, gives more.`,
  'flip-changes-meaning': (p) =>
    `Pictures are mirrored in training, which may turn one class into another: one of yours is called “${name(p.class)}”.`,
  'early-stopping-without-validation': () =>
    'Without validation examples nothing tells when to stop or which epoch was best: early stopping does nothing.',
  'no-test-data': () =>
    'Without test examples the result cannot be measured honestly: validation has already chosen the best epoch.',
  imbalance: (p) =>
    `“${p.largest}” has ${p.ratio} times as many examples as “${p.smallest}”. Without class weights the network learns to favour it.`,
  'few-examples': (p) =>
    `${p.classes === '1' ? 'One class has' : `${p.classes} classes have`} fewer than ${format.counted(p.needed, 'training example', 'training examples')} (“${name(p.class)}” has ${p.train}): expect chance results there.`,
  'scratch-needs-data': (p) =>
    `A network from scratch knows nothing; ${format.counted(p.train, 'training example', 'training examples')} are few for it (${p.needed} or more are usual). Pretrained weights need fewer.`,
  'scratch-frozen': (p) =>
    `The phase “${run.phaseName(String(p.phase))}” freezes layers that hold random values: they are of no use until they are trained.`,
  'image-size-far': (p) =>
    `The weights were made for pictures of ${p.pretrained} pixels; at ${p.imageSize} things appear at sizes they do not know.`,
  'pictures-enlarged': (p) =>
    `Half of the pictures are at most ${p.median} pixels wide or high and are enlarged to ${p.side}: more work, nothing more to see.`,
  'texts-cut': (p) =>
    `About ${p.share} % of the texts are longer than ${format.counted(p.maxTokens, 'token', 'tokens')}; their ends are cut off and never read.`,
  'tokens-beyond-model': (p) =>
    `The model reads at most ${format.counted(p.model, 'token', 'tokens')}, so ${p.maxTokens} has no effect.`,
  'many-epochs-text': (p) =>
    `${format.counted(p.epochs, 'epoch over', 'epochs over')} a pretrained text model usually end in learning the examples by heart; 2 to 5 are customary.`,
  'no-augmentation-few-pictures': (p) =>
    `${format.counted(p.train, 'picture is few', 'pictures are few')} to train whole layers on; random changes (augmentation) keep the network from learning them by heart.`,
  'prepared-otherwise': (p) =>
    `The weights were trained with another setting (${p.field}: ${p.told}, here ${p.here}): what is prepared otherwise is recognised less well at first.`,
  'weight-decay-high': (p) =>
    `A weight decay of ${p.value} pulls the weights to zero faster than most data can hold them.`,
  'unused-pooling': (p) => `Without effect: ${p.fields}. It is for pretrained text networks.`,
  'unused-with-probe-alone': (p) =>
    `Without effect: ${p.fields}. The head is fitted by regression, and nothing is trained in steps after it.`,
  'unused-below-head': (p) => `Without effect: ${p.fields}. Nothing below the head is trained.`,
  'unused-head-rate': (p) =>
    `Without effect: ${p.fields}. No phase trains the head alone; the rate of the backbone holds for all.`,
  'unused-batch-norm': (p) => `Without effect: ${p.fields}. Text networks have no batch norm.`,
  'unused-by-optimizer': (p) => `Without effect: ${p.fields}. The optimizer “sgd” uses none of these.`,
  'unused-probe-on-validation': (p) =>
    `Without effect: ${p.fields}. It is for a fitted head after which nothing is trained.`,
} satisfies Record<string, Words>;
