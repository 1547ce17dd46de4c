import { describe, expect, it } from 'vitest';
import { makeReport } from '../../src-main/evaluation/evaluation-report.ts';
import { reportLines } from '../../src-main/evaluation/report-text.ts';
import { displayWidth, tableLines } from '../../src-main/evaluation/text-table.ts';
import { metricCase } from './metric-cases.ts';

const reportText = (...given: Parameters<typeof makeReport>) =>
  reportLines(makeReport(...given), null).join('\n');

describe('reportLines', () => {
  it('shows metrics with intervals, classes, matrix, calibration and mistakes', () => {
    const entry = metricCase('binary');
    const sources = Array.from(entry.labels, (_, i) => ({ path: `pictures/${i}.jpg` }));
    const report = makeReport({ ...entry, classes: ['cat', 'dog'], options: { sources } });
    const text = reportLines(report, null).join('\n');
    expect(text).toContain('300 examples of 2 classes');
    expect(text).toMatch(/accuracy +0\.\d{4} +0\.\d{4} to 0\.\d{4}/);
    expect(text).toMatch(/class +precision +recall +f1 +rocAuc +prAuc +support/);
    const [tn, fp] = report.confusion[0]!;
    expect(text).toMatch(new RegExp(`\\ncat +${tn} +${fp}\\n`));
    expect(text).toContain(`pictures/${report.mistakes[0]!.index}.jpg`);
  });

  it('tells recall and specificity of each class with Wilson intervals, and what guessing would reach', () => {
    // Newcombe 1998, table I: 81 of 263 -> 0.2553 to 0.3662; 15 of 148 -> 0.0624 to 0.1605.
    const [labels, answers] = [[], []] as [number[], number[]];
    for (const [count, label, answer] of [
      [133, 0, 0],
      [15, 0, 1],
      [182, 1, 0],
      [81, 1, 1],
    ] as const)
      for (let i = 0; i < count; i++) {
        labels.push(label);
        answers.push(answer);
      }
    const probabilities = Float32Array.from(answers.flatMap((answer) => (answer === 0 ? [1, 0] : [0, 1])));
    const report = makeReport({ classes: ['no', 'yes'], labels: Int32Array.from(labels), probabilities });
    const lines = reportLines(report, { class: 'yes', accuracy: 263 / 411 });
    expect(lines).toContain(
      'Always answering "yes", the commonest class in training, is right for 0.6399 of the same examples.',
    );
    const rates = lines.findIndex((line) =>
      /^class +recall \(sensitivity\) +95 % interval +specificity/.test(line),
    );
    expect(lines[rates + 3]).toMatch(/^yes +0\.3080 +0\.2553 to 0\.3662 +0\.8986 +0\.8395 to 0\.9376$/);
  });

  it('says which classes are absent', () => {
    const text = reportText(metricCase('class absent from the split'));
    expect(text).toContain(
      'No example of class 1, class 4: left out of balanced accuracy, ROC and PR averages.',
    );
  });

  it('lists confusions instead of a matrix beyond 20 classes', () => {
    const classes = Array.from({ length: 21 }, (_, c) => `intent ${c}`);
    const probabilities = new Float32Array(21 * 21);
    for (let i = 0; i < 21; i++) probabilities[i * 21 + (i === 4 ? 5 : i)] = 1;
    const text = reportText({ classes, labels: Int32Array.from(classes.keys()), probabilities });
    expect(text).not.toContain('Confusion matrix');
    expect(text).toMatch(/Commonest confusions\n.*\n.*\nintent 4 +intent 5 +1\n/);
  });

  it('says so when there are no mistakes', () => {
    expect(reportText(metricCase('everything right'))).toContain('No mistakes.');
  });
});

describe('tableLines', () => {
  it('aligns East Asian names, which take two cells a character', () => {
    const lines = tableLines(
      ['이름', 'n'],
      [
        ['고양이', '12'],
        ['dog', '3'],
      ],
    );
    expect(lines.map(displayWidth)).toEqual([10, 10, 10, 10]);
  });
});
