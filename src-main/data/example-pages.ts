// The examples of a dataset version, a page at a time: filtered, sorted, and short enough to be sent.
import { dirname, relative } from 'node:path';
import { kinds } from '../facts/kinds.ts';
import type { ExamplePage, ExampleView, exampleSorts } from './data-report.ts';
import type { DatasetVersion, Example, SplitName } from './dataset-version.ts';
import type { PictureFacts } from './decode-picture.ts';

export interface ExampleQuestion {
  readonly split?: SplitName | undefined;
  /** Name of a class. */
  readonly label?: string | undefined;
  readonly search?: string | undefined;
  readonly sort: (typeof exampleSorts)[number];
  readonly descending: boolean;
  readonly offset: number;
  readonly limit: number;
}

const shownCharacters = 2_000;

type Facts = ReadonlyMap<string, PictureFacts>;

export function examplePage(
  version: DatasetVersion,
  pictures: Facts,
  question: ExampleQuestion,
): ExamplePage {
  const { offset, limit, sort, descending } = question;
  const found = version.examples.flatMap((example, index) =>
    isAsked(version, example, question) ? [index] : [],
  );
  const order = comparison(version, pictures, sort);
  if (order !== undefined) found.sort((a, b) => order(a, b) || a - b);
  if (descending) found.reverse();
  return {
    total: found.length,
    examples: found.slice(offset, offset + limit).map((index) => viewOf(version, pictures, index)),
  };
}

function isAsked(version: DatasetVersion, example: Example, question: ExampleQuestion): boolean {
  const { split, label, search } = question;
  if (split !== undefined && example.split !== split) return false;
  if (label !== undefined && version.classes[example.label] !== label) return false;
  if (search === undefined || search === '') return true;
  const text = example.text ?? nameOf(version, example);
  return text.toLowerCase().includes(search.toLowerCase());
}

type Comparison = (a: number, b: number) => number;

function comparison(
  version: DatasetVersion,
  pictures: Facts,
  sort: ExampleQuestion['sort'],
): Comparison | undefined {
  const { examples, classes } = version;
  const collator = new Intl.Collator(undefined, { numeric: true });
  switch (sort) {
    case 'order':
      return undefined;
    case 'name':
      return (a, b) => collator.compare(nameOf(version, examples[a]!), nameOf(version, examples[b]!));
    case 'label':
      return (a, b) => collator.compare(classes[examples[a]!.label]!, classes[examples[b]!.label]!);
    case 'size': {
      const size = ({ text, source }: Example) => {
        const facts = pictures.get(source.path);
        return text?.length ?? (facts === undefined ? 0 : facts.width * facts.height);
      };
      return (a, b) => size(examples[a]!) - size(examples[b]!);
    }
    default:
      return sort satisfies never;
  }
}

function viewOf(version: DatasetVersion, pictures: Facts, index: number): ExampleView {
  const example = version.examples[index]!;
  const { source, contentHash, label, split, text } = example;
  const facts = pictures.get(source.path);
  return {
    index,
    path: source.path,
    row: source.row ?? null,
    name: nameOf(version, example),
    contentHash,
    label: version.classes[label]!,
    split,
    text: text === undefined ? null : text.slice(0, shownCharacters),
    numCharacters: text?.length ?? null,
    width: facts?.width ?? null,
    height: facts?.height ?? null,
  };
}

/** Below the data's folder; a table's folder is that of its file. */
function nameOf({ path, kind }: DatasetVersion, { source }: Example): string {
  const below = relative(kinds[kind].isFile ? path : dirname(path), source.path);
  return below === '' ? source.path : below;
}
