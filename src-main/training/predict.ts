// What a finished run says about new pictures or texts, once; `predictor.ts` for again and again.
import { basename } from 'node:path';
import { dataError } from '../data/errors.ts';
import type { Problem } from '../data/problems.ts';
import { type DecisionRule, decide, noAnswer, scaledTo } from '../evaluation/decision.ts';
import { kindFacts } from '../facts/tasks.ts';

import { trainingError } from './errors.ts';
import { type InputAnswer, openPredictor, type Predictor, type PredictorInput } from './predictor.ts';
import { tokenLimit } from './split-batches.ts';

/** One of the two, as the run's task needs. */
export interface PredictionInput {
  readonly files?: readonly string[];
  readonly texts?: readonly string[];
}

export interface ClassProbability {
  readonly name: string;
  readonly probability: number;
}

export interface Prediction {
  /** The file or the text as it was given. */
  readonly input: string;
  /** The most probable class. */
  readonly label: string;
  /** The class that the run answers by its rule, the most probable one without; null where the rule gives no answer. */
  readonly answer: string | null;
  /** Of every class, the most probable first; at the temperature of the rule. */
  readonly probabilities: readonly ClassProbability[];
  /** Of a picture that is damaged: the answer is for what could be decoded of it. */
  readonly damage?: Problem | undefined;
}

/**
 * Predicts the class of each file or text, in the order given.
 * Throws training.notARun, training.wrongInput, and `data.*` naming a file that cannot be read.
 */
export async function predict(
  runFolder: string,
  input: PredictionInput,
  rule: DecisionRule | null = null,
): Promise<Prediction[]> {
  const predictor = await openPredictor(runFolder);
  try {
    const inputs = givenInputs(predictor, input);
    const answers = await predictor.answer(inputs);
    return answers.map((answer, at) => usablePrediction({ predictor, rule }, inputs[at]!, answer));
  } finally {
    await predictor.close();
  }
}

function givenInputs({ task }: Predictor, { files, texts }: PredictionInput): readonly PredictorInput[] {
  const { isFile, plural } = kindFacts(task);
  const inputs = isFile ? files?.map((file) => ({ file })) : texts?.map((text) => ({ text }));
  if (inputs === undefined)
    throw trainingError('wrongInput', { needed: plural, given: isFile ? 'texts' : 'files' });
  return inputs;
}

interface RuledPredictor {
  readonly predictor: Predictor;
  readonly rule: DecisionRule | null;
}

function usablePrediction(
  { predictor, rule }: RuledPredictor,
  given: PredictorInput,
  answer: InputAnswer,
): Prediction {
  const input = 'file' in given ? given.file : given.text;
  if (answer.problem === undefined) {
    const { classes } = predictor;
    const probabilities = rankedClasses(classes, scaledTo(answer.probabilities, rule?.temperature ?? 1));
    return {
      input,
      label: probabilities[0]!.name,
      answer: answerOf(classes, answer.probabilities, rule),
      probabilities,
      ...damageOf(answer),
    };
  }
  const { problem } = answer;
  if ('file' in given) throw dataError('picture-unreadable', { path: input, problem });
  throw trainingError('unusableInput', { input: JSON.stringify(input), problem });
}

const damageOf = ({ damage }: InputAnswer & { readonly probabilities: Float32Array }) =>
  damage === undefined ? {} : { damage };

/** The name of the class that a rule answers; null for none. `probabilities` as the network gives them. */
export function answerOf(
  classes: readonly string[],
  probabilities: Float32Array,
  rule: DecisionRule | null,
): string | null {
  const index = decide(classes, probabilities, rule);
  return index === noAnswer ? null : classes[index]!;
}

/** All classes with their probability, the most probable first; equals in the order of the classes. */
export function rankedClasses(
  classes: readonly string[],
  probabilities: Float32Array,
): readonly ClassProbability[] {
  return classes
    .map((name, index) => ({ name, probability: probabilities[index]! }))
    .sort((a, b) => b.probability - a.probability);
}

/** One answer as a screen shows it. */
export interface ShownPrediction {
  /** File name, or the text. */
  readonly input: string;
  readonly problem: Problem | null;
  readonly label: string;
  /** As in `Prediction`; null with a problem too. */
  readonly answer: string | null;
  readonly probabilities: readonly ClassProbability[];
  /** As in `Prediction`. */
  readonly damage?: Problem;
  /** Texts only: what the network saw. */
  readonly tokens?: readonly string[];
  readonly truncated?: boolean;
}

export interface ShownOptions {
  /** Of the probabilities that are shown; the rule has its own. */
  readonly temperature: number;
  readonly rule: DecisionRule | null;
}

/** `answer` with the words around it. */
export function shownPrediction(
  predictor: Predictor,
  given: PredictorInput,
  { answer, temperature, rule }: ShownOptions & { readonly answer: InputAnswer },
): ShownPrediction {
  const input = 'file' in given ? basename(given.file) : given.text;
  if (answer.problem !== undefined)
    return { input, problem: answer.problem, label: '', answer: null, probabilities: [] };
  const { classes } = predictor;
  const probabilities = rankedClasses(classes, scaledTo(answer.probabilities, temperature));
  const said = answerOf(classes, answer.probabilities, rule);
  const common = { input, problem: null, label: probabilities[0]!.name, answer: said, probabilities };
  return 'text' in given
    ? { ...common, ...seenTokens(predictor, given.text) }
    : { ...common, ...damageOf(answer) };
}

function seenTokens({ preparation }: Predictor, text: string) {
  const { tokenizer } = preparation;
  if (tokenizer === undefined) return {};
  const { inputIds, truncated } = tokenizer.encode(text.trim(), tokenLimit(preparation));
  return { tokens: inputIds.map((id) => tokenizer.tokenOf(id)), truncated };
}
