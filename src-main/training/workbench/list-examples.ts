// Errand: a page of the examples of a reading.
import type { ExamplePage } from '../../data/data-report.ts';
import { type ExampleQuestion, examplePage } from '../../data/example-pages.ts';
import type { Errand } from '../workbench-messages.ts';
import { readingOf } from './readings.ts';

export interface ListExamplesInput extends ExampleQuestion {
  readonly key: string;
}

export const listExamples: Errand<ListExamplesInput, ExamplePage> = async ({ key, ...question }, context) => {
  const { version, pictures } = await readingOf(key, context);
  return examplePage(version, pictures, question);
};
