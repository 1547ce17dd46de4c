// The rule that is kept with a run, as its export says it: in words, and in the programs of the README.
import type { DecisionRule } from '../evaluation/decision.ts';

/** A paragraph of Markdown, in which `inline` writes names; undefined without a rule. */
export function decisionText(
  rule: DecisionRule | null,
  inline: (name: string) => string,
): string | undefined {
  if (rule === null) return undefined;
  const of =
    rule.temperature === 1
      ? 'its probability'
      : `its calibrated probability (at temperature ${rule.temperature}, as the programs below compute it)`;
  const words =
    rule.kind === 'threshold'
      ? `${inline(rule.class)} is answered where ${of} is at least ${rule.threshold}, and the most probable of the other classes elsewhere.`
      : `the most probable class is answered where ${of} is at least ${rule.below}; below that there is no answer.`;
  return `The outputs are probabilities; the run was given a rule for its answers: ${words}`;
}

/** What a program calls what it has: an expression for float[classes], and what it prints before the answer. */
export interface ProgramNames {
  readonly probabilities: string;
  readonly shown?: string;
}

/** Python, with `classes`: prints the answer and the highest probability. */
export function answerInPython(
  rule: DecisionRule | null,
  { probabilities, shown = '' }: ProgramNames,
): string[] {
  if (rule === null) return [`print(${shown}classes[${probabilities}.argmax()], ${probabilities}.max())`];
  return [
    `p = np.asarray(${probabilities}, float)`,
    ...(rule.temperature === 1 ? [] : [`p = p ** (1 / ${rule.temperature})`, 'p = p / p.sum()']),
    ...(rule.kind === 'abstain'
      ? [`answer = classes[p.argmax()] if p.max() >= ${rule.below} else None  # no answer`]
      : [
          `positive = classes.index(${JSON.stringify(rule.class)})`,
          'others = np.where(np.arange(len(p)) == positive, -1, p)',
          `answer = classes[positive if p[positive] >= ${rule.threshold} else others.argmax()]`,
        ]),
    `print(${shown}answer, p.max())`,
  ];
}

/** JavaScript, with `classes`: prints the answer and the highest probability. */
export function answerInScript(
  rule: DecisionRule | null,
  { probabilities, shown = '' }: ProgramNames,
): string[] {
  if (rule === null)
    return [
      `const best = ${probabilities}.indexOf(Math.max(...${probabilities}));`,
      `console.log(${shown}classes[best], ${probabilities}[best]);`,
    ];
  const scaled =
    rule.temperature === 1
      ? [`const p = Array.from(${probabilities});`]
      : [
          `const powers = Array.from(${probabilities}, (value) => value ** (1 / ${rule.temperature}));`,
          'const sum = powers.reduce((all, value) => all + value, 0);',
          'const p = powers.map((value) => value / sum);',
        ];
  const answer =
    rule.kind === 'abstain'
      ? [
          `const answer = Math.max(...p) >= ${rule.below} ? classes[p.indexOf(Math.max(...p))] : null; // no answer`,
        ]
      : [
          `const positive = classes.indexOf(${JSON.stringify(rule.class)});`,
          'const others = p.map((value, c) => (c === positive ? -1 : value));',
          `const answer = classes[p[positive] >= ${rule.threshold} ? positive : others.indexOf(Math.max(...others))];`,
        ];
  return [...scaled, ...answer, `console.log(${shown}answer, Math.max(...p));`];
}

/** Lines inside a loop of the language's usual indentation. */
export const indented = (lines: readonly string[], by: string): string[] =>
  lines.map((line) => `${by}${line}`);
