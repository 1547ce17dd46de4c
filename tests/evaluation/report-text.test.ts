import { describe, expect, it } from 'vitest';
import { makeReport } from '../../src-main/evaluation/evaluation-report.ts';
import { reportText } from '../../src-main/evaluation/report-text.ts';
import { displayWidth, textTable } from '../../src-main/evaluation/text-table.ts';
import { metricCase } from './metric-cases.ts';

describe('reportText', () => {
  it('shows metrics with intervals, classes, matrix, calibration and mistakes', () => {
    const entry = metricCase('binary');
    const sources = Array.from(entry.labels, (_, i) => ({ path: `pictures/${i}.jpg` }));
    const report = makeReport({ ...entry, classes: ['cat', 'dog'], options: { sources } });
    const text = reportText(report);
    expect(text).toContain('300 examples of 2 classes');
    expect(text).toMatch(/accuracy +0\.\d{4} +0\.\d{4} to 0\.\d{4}/);
    expect(text).toMatch(/class +precision +recall +f1 +rocAuc +prAuc +support/);
    const [tn, fp] = report.confusion[0]!;
    expect(text).toMatch(new RegExp(`\\ncat +${tn} +${fp}\\n`));
    expect(text).toContain(`pictures/${report.mistakes[0]!.index}.jpg`);
  });

  it('says which classes are absent', () => {
    const text = reportText(makeReport(metricCase('class absent from the split')));
    expect(text).toContain(
      'No example of class 1, class 4: left out of balanced accuracy, ROC and PR averages.',
    );
  });

  it('lists confusions instead of a matrix beyond 20 classes', () => {
    const classes = Array.from({ length: 21 }, (_, c) => `intent ${c}`);
    const probabilities = new Float32Array(21 * 21);
    for (let i = 0; i < 21; i++) probabilities[i * 21 + (i === 4 ? 5 : i)] = 1;
    const text = reportText(makeReport({ classes, labels: Int32Array.from(classes.keys()), probabilities }));
    expect(text).not.toContain('Confusion matrix');
    expect(text).toMatch(/Commonest confusions\n.*\n.*\nintent 4 +intent 5 +1\n/);
  });

  it('says so when there are no mistakes', () => {
    expect(reportText(makeReport(metricCase('everything right')))).toContain('No mistakes.');
  });
});

describe('textTable', () => {
  it('aligns East Asian names, which take two cells a character', () => {
    const lines = textTable(
      ['이름', 'n'],
      [
        ['고양이', '12'],
        ['dog', '3'],
      ],
    ).split('\n');
    expect(lines.map(displayWidth)).toEqual([10, 10, 10, 10]);
  });
});
