// The model card of a finished run: what it predicts, on what it was trained, how good it is and where that ends. Only
// what the run recorded is said; no path of the machine is named.

import { statSync } from 'node:fs';
import type { Added } from '../evaluation/added.ts';
import { calibrationBins, expectedCalibrationError } from '../evaluation/calibration.ts';
import { classRates, type Rate } from '../evaluation/class-rates.ts';
import { type DecisionOutcome, type DecisionRule, decisionOutcome } from '../evaluation/decision.ts';
import type { EvaluationReport } from '../evaluation/evaluation-report.ts';
import { summaryMetrics } from '../evaluation/summary-metrics.ts';
import { scalePredictions } from '../evaluation/temperature.ts';
import type { KindName } from '../facts/kinds.ts';
import { tasks } from '../facts/tasks.ts';
import {
  type DatasetClass,
  type DatasetRow,
  datasetByKey,
  datasetClasses,
} from '../store/dataset-versions-repository.ts';
import { listEvaluations } from '../store/evaluations-repository.ts';
import type { Store } from '../store/open-store.ts';
import type { Run } from '../store/runs-repository.ts';
import { writeDurably, writeText } from '../training/durable-files.ts';
import { readEvaluatedRun } from '../training/evaluated-run.ts';
import { giveUsualRights } from '../training/file-rights.ts';
import { headRates } from '../training/phases.ts';
import type { Recipe } from '../training/recipe.ts';
import { type RunCalibration, readCalibration } from '../training/run-calibration.ts';
import { readModelFile } from '../training/run-files.ts';
import type { Environment } from './environment.ts';
import { type FinishedRun, storedReport } from './finished-run.ts';
import { guessingOnTest } from './guessing-on-test.ts';
import { keptDecision } from './kept-decision.ts';
import { escaped, markdownTable } from './markdown.ts';
import { type CardLocale, type CardWords, cardWords } from './model-card-words.ts';

/** Classes listed by name; the table by class holds more. */
/** What stands behind `finesse predict <run>`. */
const commandInputs: Readonly<Record<KindName, string>> = { image: 'picture.jpg', text: '--text "..."' };
const namedClasses = 30;
const tableClasses = 200;
const fewExamples = 20;
const wideInterval = 0.16;

interface CardFacts {
  readonly run: Run;
  readonly recipe: Recipe;
  readonly classes: readonly string[];
  readonly dataset: DatasetRow | undefined;
  readonly counts: readonly DatasetClass[];
  readonly report: EvaluationReport | undefined;
  readonly calibration: RunCalibration | undefined;
  /** Calibration error of the test split with the temperature applied. */
  readonly calibratedError: number | undefined;
  /** The rule that is kept with the run, and what it does on the test split. */
  readonly rule: DecisionRule | null;
  readonly outcome: DecisionOutcome | undefined;
  readonly environment: Partial<Environment>;
}

/** Markdown. Throws training.notARun for a run without a model. */
export async function modelCardOf(store: Store, finished: FinishedRun, locale: CardLocale): Promise<string> {
  const { run, folder } = finished;
  const { classes } = readModelFile(folder);
  const own = listEvaluations(store.db, run.key).some(
    ({ split, dataPath }) => split === 'test' && dataPath === '',
  );
  const calibration = readCalibration(folder);
  const rule = keptDecision(store, finished);
  const facts: CardFacts = {
    run,
    classes,
    recipe: JSON.parse(run.recipe) as Recipe, // filled in and validated before the run was added
    dataset: run.datasetKey === null ? undefined : datasetByKey(store.db, run.datasetKey),
    counts: run.datasetKey === null ? [] : datasetClasses(store.db, run.datasetKey),
    report: own ? await storedReport(store, finished, { split: 'test', dataPath: '' }) : undefined,
    calibration,
    rule,
    outcome: rule && own ? outcomeOf(folder, rule) : undefined,
    calibratedError: calibration && own ? errorAt(folder, calibration.temperature) : undefined,
    environment: JSON.parse(run.environment) as Partial<Environment>,
  };
  return new Card(facts, locale).text();
}

/** Writes the card. Replaces an earlier file: the person chose its name. */
export function saveModelCard(path: string, markdown: string): { path: string; sizeBytes: number } {
  writeDurably(path, (fd) => writeText(fd, markdown));
  giveUsualRights(path);
  return { path, sizeBytes: statSync(path).size };
}

function errorAt(folder: string, temperature: number): number {
  const { predictions } = readEvaluatedRun(folder);
  return expectedCalibrationError(calibrationBins(scalePredictions(predictions, temperature)));
}

function outcomeOf(folder: string, rule: DecisionRule): DecisionOutcome {
  const { classes, predictions } = readEvaluatedRun(folder);
  return decisionOutcome(classes, predictions, rule);
}

class Card {
  readonly #facts: CardFacts;
  readonly #words: CardWords;
  readonly #locale: string;

  constructor(facts: CardFacts, locale: CardLocale) {
    this.#facts = facts;
    this.#words = cardWords[locale];
    this.#locale = locale;
  }

  text(): string {
    const { headings } = this.#words;
    const sections: readonly (readonly [string, readonly string[]])[] = [
      [headings.data, this.#data()],
      [headings.training, this.#training()],
      [headings.results, this.#results()],
      [headings.classes, this.#byClass()],
      [headings.calibration, this.#calibration()],
      [headings.decision, this.#decision()],
      [
        headings.limits,
        [
          this.#limits()
            .map((line) => `- ${line}`)
            .join('\n'),
        ],
      ],
      [headings.environment, this.#environment()],
      [headings.use, this.#use()],
    ];
    const parts = sections.flatMap(([title, lines]) => (lines.length === 0 ? [] : [`## ${title}`, ...lines]));
    return `${[`# ${escaped(this.#facts.run.name)}`, ...this.#introduction(), ...parts, this.#made()].join('\n\n')}\n`;
  }

  #introduction(): string[] {
    const { run, classes } = this.#facts;
    const kind = this.#words.examples[tasks[run.task].kind];
    const names = classes.slice(0, namedClasses).map(escaped).join(', ');
    const more = classes.length > namedClasses ? ', …' : '';
    const notes = run.notes.trim() === '' ? [] : [run.notes.trim().replace(/^/gm, '> ')];
    return [`${this.#words.predicts(kind, classes.length)} ${names}${more}.`, ...notes];
  }

  #data(): string[] {
    const { dataset, counts } = this.#facts;
    if (dataset === undefined) return [];
    const { columns, total } = this.#words;
    const lines = [this.#words.dataVersion(dataset.hash.slice(0, 12), this.#count(dataset.numExamples))];
    if (dataset.numProblems > 0) lines.push(this.#words.problems(this.#count(dataset.numProblems)));
    if (dataset.duplicateGroups > 0) lines.push(this.#words.duplicates(this.#count(dataset.duplicateGroups)));
    const sum = (of: 'numTrain' | 'numValidation' | 'numTest') =>
      this.#count(counts.reduce((all, row) => all + row[of], 0));
    const rows = counts
      .slice(0, tableClasses)
      .map((row) => [
        escaped(row.name),
        this.#count(row.numTrain),
        this.#count(row.numValidation),
        this.#count(row.numTest),
      ]);
    const last = [`**${total}**`, sum('numTrain'), sum('numValidation'), sum('numTest')];
    const heads = [columns.train, columns.validation, columns.test].map((title) => ({
      title,
      numeric: true,
    }));
    return [lines.join(' '), markdownTable([{ title: columns.class }, ...heads], [...rows, last])];
  }

  #training(): string[] {
    const { run, recipe } = this.#facts;
    const { settings, presets, columns } = this.#words;
    const { adaptation, hyperparameters: hyper } = recipe;
    const { phases, preset, probe } = adaptation;
    const first = probe ? `${this.#words.probe} ` : '';
    const epochs =
      run.bestEpoch === null
        ? this.#count(run.epochs)
        : this.#words.epochsRun(this.#count(run.epochs), this.#count(run.bestEpoch));
    const weights = hyper.classWeights;
    const rows: readonly (readonly [string, string])[] = [
      [settings.model, escaped(run.model)],
      phases === undefined
        ? [settings.preset, `${first}${preset === 'head' && probe ? '' : presets[preset]}`.trim()]
        : [
            settings.phases,
            first + phases.map(({ name, epochs }) => `${escaped(name ?? '')} ${epochs}`.trim()).join(', '),
          ],
      [settings.epochs, epochs],
      [settings.batchSize, this.#count(hyper.batchSize)],
      [settings.optimizer, hyper.optimizer],
      [settings.learningRate, this.#rates(recipe)],
      [settings.weightDecay, String(hyper.weightDecay)],
      [settings.labelSmoothing, String(hyper.labelSmoothing)],
      [settings.classWeights, typeof weights === 'string' ? weights : escaped(JSON.stringify(weights))],
      [settings.seed, String(run.seed)],
      [settings.backend, escaped(run.backend)],
      [settings.duration, this.#duration(run.seconds)],
    ];
    return [markdownTable([{ title: columns.setting }, { title: columns.value }], rows)];
  }

  /** The highest rate of each phase, as the run used it. */
  #rates(recipe: Recipe): string {
    const rates = headRates(recipe);
    if (rates.length === 0) return '–';
    const { layerDecay } = recipe.adaptation;
    const onlyHead = rates.every(({ name }) => name === 'head');
    const layers = onlyHead || layerDecay === 1 ? '' : this.#words.layerDecay(this.#figure(layerDecay));
    const list =
      rates.length === 1
        ? String(rates[0]!.rate)
        : rates.map(({ name, rate }) => `${escaped(name)} ${rate}`).join(', ');
    return `${list}${layers}`;
  }

  #guessing(): string[] {
    const found = guessingOnTest(this.#facts.counts);
    return found === null ? [] : [this.#words.guessing(escaped(found.class), this.#figure(found.accuracy))];
  }

  #results(): string[] {
    const { report } = this.#facts;
    if (report === undefined) return [this.#words.noEvaluation];
    const { columns, metrics } = this.#words;
    const rows = summaryMetrics(report).flatMap(({ metric, value, low, high }) => {
      const title = metrics[metric];
      if (title === undefined) return [];
      const interval =
        low === undefined || high === undefined ? '' : `${this.#figure(low)} – ${this.#figure(high)}`;
      return [[title, this.#figure(value), interval]];
    });
    const heads = [
      { title: columns.metric },
      { title: columns.value, numeric: true },
      { title: columns.interval },
    ];
    const level = this.#percent(report.bootstrap.level);
    return [
      this.#words.testedOn(this.#count(report.examples), level),
      markdownTable(heads, rows),
      ...this.#guessing(),
      ...(report.probe === undefined ? [] : [this.#added(report.probe)]),
    ];
  }

  #added({ accuracy, difference, interval }: Added): string {
    const signed = (value: number) => `${value > 0 ? '+' : ''}${this.#figure(value)}`;
    return this.#words.added(
      this.#figure(accuracy),
      signed(difference),
      signed(interval.low),
      signed(interval.high),
    );
  }

  #byClass(): string[] {
    const { report } = this.#facts;
    if (report === undefined) return [];
    const { columns } = this.#words;
    const rates = classRates(report.confusion);
    const rows = report.perClass
      .slice(0, tableClasses)
      .map(({ name, precision, f1, support }, c) => [
        escaped(name),
        this.#figure(precision),
        ...this.#rate(rates[c]!.recall),
        ...this.#rate(rates[c]!.specificity),
        this.#figure(f1),
        this.#count(support),
      ]);
    const { interval } = columns;
    const heads = [
      ...[columns.precision, columns.recall, interval, columns.specificity, interval],
      ...[columns.f1, columns.examples],
    ];
    const table = markdownTable(
      [{ title: columns.class }, ...heads.map((title) => ({ title, numeric: true }))],
      rows,
    );
    return [table, ...this.#mostConfused(report)];
  }

  /** With its interval; a dash where there is nothing to count. */
  #rate({ hits, of, low, high }: Rate): [string, string] {
    return of === 0 ? ['–', ''] : [this.#figure(hits / of), `${this.#figure(low)} – ${this.#figure(high)}`];
  }

  #mostConfused({ confusion, classes }: EvaluationReport): string[] {
    const cells = confusion.flatMap((row, label) => {
      const support = row.reduce((a, b) => a + b, 0);
      return row.map((count, predicted) => ({
        label,
        predicted,
        count,
        share: count / Math.max(1, support),
      }));
    });
    const [worst] = cells
      .filter(({ label, predicted, count }) => label !== predicted && count > 1)
      .sort((a, b) => b.count - a.count || b.share - a.share);
    if (worst === undefined) return [];
    const names = [escaped(classes[worst.label]!), escaped(classes[worst.predicted]!)] as const;
    return [this.#words.confused(...names, this.#count(worst.count), this.#percent(worst.share))];
  }

  #calibration(): string[] {
    const { report, calibration, calibratedError } = this.#facts;
    if (report === undefined) return [];
    const before = report.calibration.expectedCalibrationError;
    const fitted =
      calibration === undefined || calibratedError === undefined
        ? this.#words.notCalibrated
        : this.#words.calibrated(
            this.#figure(calibration.temperature),
            this.#percent(before),
            this.#percent(calibratedError),
          );
    return [`${this.#words.calibration(this.#percent(before))} ${fitted}`];
  }

  /** How probabilities become answers; nothing where the most probable class is the answer. */
  #decision(): string[] {
    const { rule, outcome } = this.#facts;
    if (rule === null) return [];
    const { decision } = this.#words;
    const words =
      rule.kind === 'threshold'
        ? decision.threshold(escaped(rule.class), this.#exact(rule.threshold))
        : decision.abstain(this.#exact(rule.below));
    const lines = [words];
    if (rule.temperature !== 1) lines.push(decision.calibrated(this.#figure(rule.temperature)));
    if (outcome !== undefined)
      lines.push(
        decision.outcome({
          answered: this.#percent(outcome.answered / outcome.examples),
          accuracy: outcome.accuracy === null ? '–' : this.#percent(outcome.accuracy),
          plain: this.#percent(outcome.plainAccuracy),
        }),
      );
    return [lines.join(' ')];
  }

  #limits(): string[] {
    const { report, counts, classes } = this.#facts;
    const { limits } = this.#words;
    const lines = [limits.onlyClasses(classes.length), limits.likeTraining];
    const interval = report?.bootstrap.intervals.accuracy;
    if (report && interval && interval.high - interval.low > wideInterval)
      lines.push(
        limits.wide(this.#percent(interval.low), this.#percent(interval.high), this.#count(report.examples)),
      );
    const few = counts.filter(({ numTrain }) => numTrain < fewExamples);
    if (few.length > 0)
      lines.push(limits.few(nameList(few), this.#count(Math.min(...few.map(({ numTrain }) => numTrain)))));
    if (report && report.absentClasses.length > 0)
      lines.push(limits.absent(nameList(report.absentClasses.map((name) => ({ name })))));
    for (const { name, recall, support } of report?.perClass ?? [])
      if (support > 0 && recall < 0.5) lines.push(limits.weak(escaped(name), this.#percent(recall)));
    return [...lines, limits.otherInput];
  }

  #environment(): string[] {
    const { cpu, memoryBytes, platform, node, packages = {} } = this.#facts.environment;
    const memory = memoryBytes === undefined ? '' : this.#gigabytes(memoryBytes);
    const list = [
      `Node ${node ?? ''}`,
      ...Object.entries(packages).map(([name, version]) => `${name} ${version}`),
    ];
    return [
      this.#words.machine(escaped(cpu ?? ''), memory, platform ?? ''),
      this.#words.versions(list.map(escaped).join(', ')),
    ];
  }

  /** Every digit, so that the rule can be followed elsewhere. */
  #exact(value: number): string {
    return new Intl.NumberFormat(this.#locale, { maximumFractionDigits: 17 }).format(value);
  }

  /** Powers of 1000, as everywhere in Finesse. */
  #gigabytes(bytes: number): string {
    const options = { style: 'unit', unit: 'gigabyte', maximumFractionDigits: 0 } as const;
    return new Intl.NumberFormat(this.#locale, options).format(bytes / 1e9);
  }

  #use(): string[] {
    const { run } = this.#facts;
    const input = commandInputs[tasks[run.task].kind];
    const command = `\`\`\`sh\nfinesse predict ${run.id} ${input}\nfinesse export ${run.id} ./model --format onnx\n\`\`\``;
    return [this.#words.inFinesse, command, this.#words.elsewhere];
  }

  #made(): string {
    const { run, environment } = this.#facts;
    const at = run.endedAtMs ?? run.createdAtMs;
    const date = new Intl.DateTimeFormat(this.#locale, { dateStyle: 'long' }).format(at);
    return `*${this.#words.made(date, environment.finesse ?? '', run.id)}*`;
  }

  #count(value: number): string {
    return new Intl.NumberFormat(this.#locale).format(value);
  }

  #figure(value: number): string {
    return new Intl.NumberFormat(this.#locale, { maximumFractionDigits: 4 }).format(value);
  }

  #percent(value: number): string {
    return new Intl.NumberFormat(this.#locale, { style: 'percent', maximumFractionDigits: 1 }).format(value);
  }

  #duration(seconds: number): string {
    const [amount, unit] =
      seconds < 120
        ? [seconds, 'second']
        : seconds < 7200
          ? [seconds / 60, 'minute']
          : [seconds / 3600, 'hour'];
    return new Intl.NumberFormat(this.#locale, {
      style: 'unit',
      unit: unit as string,
      unitDisplay: 'long',
      maximumFractionDigits: 1,
    }).format(amount as number);
  }
}

function nameList(rows: readonly { readonly name: string }[]): string {
  const shown = rows.slice(0, 12).map(({ name }) => escaped(name));
  return rows.length > 12 ? `${shown.join(', ')}, …` : shown.join(', ');
}
