// Nothing that an evaluation writes is lost where a report is read: zod drops what a schema does not name, unsaid.
import { describe, expect, it } from 'vitest';
import { type EvaluationReport, makeReport } from '../../src-main/evaluation/evaluation-report.ts';
import { evaluationReportSchema } from '../../src-main/evaluation/report-schema.ts';
import { metricCase, metricCases } from './metric-cases.ts';

type Whole<Value> = Value extends readonly (infer Item)[]
  ? readonly Whole<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]-?: Whole<Exclude<Value[Key], undefined>> }
    : Value;

const made = makeReport({
  ...metricCase('binary'),
  options: {
    sources: Array.from(metricCase('binary').labels, (_, row) => ({ path: 'a.csv', row: row + 1 })),
  },
});

/** With everything that may be absent: a field that is added to the type has to be added here, or this does not compile. */
const whole: Whole<Omit<EvaluationReport, 'bootstrap' | 'mistakes'>> &
  Pick<EvaluationReport, 'bootstrap' | 'mistakes'> = {
  ...(made as Whole<EvaluationReport>), // what is absent in it is given below
  probe: {
    accuracy: 0.8,
    f1Macro: 0.7,
    difference: 0.1,
    interval: { low: -0.1, high: 0.3 },
    better: 3,
    worse: 1,
    pValue: 0.6,
  },
  data: {
    path: 'other',
    found: 3,
    measured: 2,
    copies: 1,
    trainedOn: 1,
    leftOut: [
      { code: 'empty-file', count: 1, first: { path: 'b.csv', row: 2 }, message: 'the file is empty' },
    ],
  },
  changedFiles: { examples: 3, changed: 1, vanished: 1, first: [{ path: 'x.png', state: 'changed' }] },
};

describe('a report that is read', () => {
  it('has every field that was written, those of special reports included', () => {
    const written = JSON.parse(JSON.stringify(whole)) as unknown;
    expect(evaluationReportSchema.parse(written)).toEqual(written);
    expect(whole.mistakes[0]?.source).toEqual({ path: 'a.csv', row: expect.any(Number) });
  });

  it.each(metricCases.map(({ name }) => name))('has every field of the report of "%s"', (name) => {
    const written = JSON.parse(JSON.stringify(makeReport(metricCase(name)))) as unknown;
    expect(evaluationReportSchema.parse(written)).toEqual(written);
  });
});
