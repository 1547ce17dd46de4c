// Why a class: parts of one input are hidden, one at a time, and the fall of the class's probability is measured.
// It asks the network itself, whatever its kind, and it checks itself: hiding the parts it calls important must lower
// the probability sooner than hiding parts at random. Source: Zeiler and Fergus 2014 (occlusion); Petsiuk et al. 2018
// (deletion, random masks).
import { setImmediate } from 'node:timers/promises';
import { openRandom, shuffle } from '../data/random.ts';
import { trainingError } from './errors.ts';
import { type Parts, partsOf } from './explain-parts.ts';
import type { Predictor, PredictorInput } from './predictor.ts';

export interface ExplainOptions {
  /** The predicted class when absent. */
  readonly class?: string | undefined;
  /** Pictures: parts along each side. */
  readonly grid: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface Explanation {
  readonly class: string;
  /** Of the class, for the whole input. */
  readonly probability: number;
  readonly parts: Parts;
  /**
   * one-at-a-time, or where no single part matters because several say the same, random-halves: half of the parts are
   * hidden at random, again and again.
   */
  readonly method: 'one-at-a-time' | 'random-halves';
  /** Fall of the probability when the part is hidden, in the order of the parts; in the mean for random halves. */
  readonly effects: readonly number[];
  readonly check: ExplanationCheck;
}

export interface ExplanationCheck {
  /** Mean probability while up to half of the parts are hidden: the most important first, and in random order. */
  readonly deletion: number;
  readonly randomDeletion: number;
  /** With every part hidden. */
  readonly emptyProbability: number;
  readonly reliable: boolean;
  readonly reason: 'no-better-than-random' | 'no-effect' | 'uncertain-prediction' | null;
}

/** Steps of a deletion curve, and random orders it is compared with. */
const deletionSteps = 8;
const randomOrders = 4;
/** Random halves for each part, and in all: enough that chance evens out, few enough for seconds. */
const halvesPerPart = 16;
const mostHalves = 512;
/** Probabilities closer than this are not told apart. */
const noticeable = 0.02;

/** Explains one input. Throws training.unknownClassOfRun, wrongInput, unusableInput, and the signal's reason. */
export async function explain(
  predictor: Predictor,
  input: PredictorInput,
  options: ExplainOptions,
): Promise<Explanation> {
  const hidden = await partsOf(predictor, input, options.grid);
  const whole = await hidden.probabilities([[]]);
  const index = classIndex(predictor, options.class, whole);
  const count = hidden.count;
  const orders = Array.from({ length: randomOrders }, (_, seed) => randomOrder(count, seed));
  const total = 1 + count + 1 + (1 + randomOrders) * deletionSteps;
  let done = 1;
  const measure: Measure = async (sets) => {
    const values: number[] = [];
    for (let start = 0; start < sets.length; start += 16) {
      options.signal?.throwIfAborted();
      const some = sets.slice(start, start + 16);
      const rows = await hidden.probabilities(some);
      for (let row = 0; row < some.length; row++) values.push(rows[row * predictor.classes.length + index]!);
      done += some.length;
      options.onProgress?.(Math.min(done, total), total);
      await setImmediate(); // a cancellation comes over the process's channel
    }
    return values;
  };
  const probability = whole[index]!;
  const alone = (await measure(Array.from({ length: count }, (_, part) => [part]))).map(
    (value) => probability - value,
  );
  const [emptyProbability] = await measure([[...Array(count).keys()]]);
  const redundant =
    Math.max(...alone.map(Math.abs)) < noticeable && probability - emptyProbability! > noticeable;
  const effects = redundant ? await halvesEffects(count, measure) : alone;
  const byEffect = [...effects.keys()].sort((a, b) => effects[b]! - effects[a]! || a - b);
  const deletion = mean(await measure(deletionSets(byEffect)));
  const randomDeletion = mean(await measure(orders.flatMap(deletionSets)));
  const check = { deletion, randomDeletion, emptyProbability: emptyProbability! };
  return {
    class: predictor.classes[index]!,
    probability,
    parts: hidden.parts,
    method: redundant ? 'random-halves' : 'one-at-a-time',
    effects,
    check: { ...check, ...verdict({ ...check, probability, effects, classes: predictor.classes.length }) },
  };
}

type Measure = (sets: readonly (readonly number[])[]) => Promise<number[]>;

/** Mean probability with a part shown less that with it hidden, over random halves. Source: Petsiuk et al. 2018 (RISE). */
async function halvesEffects(count: number, measure: Measure): Promise<number[]> {
  const halves = Array.from({ length: Math.min(mostHalves, halvesPerPart * count) }, (_, seed) =>
    randomOrder(count, seed).slice(0, Math.max(1, count >> 1)),
  );
  const values = await measure(halves);
  return Array.from({ length: count }, (_, part) => {
    const [whenHidden, whenShown] = [true, false].map((wanted) =>
      values.filter((_, at) => halves[at]!.includes(part) === wanted),
    );
    return whenHidden!.length === 0 || whenShown!.length === 0 ? 0 : mean(whenShown!) - mean(whenHidden!);
  });
}

function classIndex({ classes }: Predictor, name: string | undefined, probabilities: Float32Array): number {
  if (name === undefined) {
    const row = probabilities.subarray(0, classes.length);
    return row.indexOf(Math.max(...row));
  }
  const index = classes.indexOf(name);
  if (index === -1) throw trainingError('unknownClassOfRun', { name, classes });
  return index;
}

function randomOrder(count: number, seed: number): number[] {
  return shuffle<number, number[]>([...Array(count).keys()], openRandom(seed, count));
}

/**
 * The first 1/16, 2/16 ... 8/16 of an order, at least one part each. Only half: what is left when nearly all is hidden
 * tells more about what the network says of nothing than about the order.
 */
function deletionSets(order: readonly number[]): number[][] {
  return Array.from({ length: deletionSteps }, (_, step) =>
    order.slice(0, Math.max(1, Math.round(((step + 1) / (2 * deletionSteps)) * order.length))),
  );
}

interface Evidence {
  readonly probability: number;
  readonly classes: number;
  readonly effects: readonly number[];
  readonly deletion: number;
  readonly randomDeletion: number;
}

function verdict(evidence: Evidence): Pick<ExplanationCheck, 'reliable' | 'reason'> {
  const { probability, classes, effects, deletion, randomDeletion } = evidence;
  const refuse = (reason: NonNullable<ExplanationCheck['reason']>) => ({ reliable: false, reason });
  if (probability < 1.2 / classes) return refuse('uncertain-prediction');
  if (Math.max(...effects.map(Math.abs)) < noticeable && probability - deletion < noticeable)
    return refuse('no-effect');
  if (randomDeletion - deletion < noticeable) return refuse('no-better-than-random');
  return { reliable: true, reason: null };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
