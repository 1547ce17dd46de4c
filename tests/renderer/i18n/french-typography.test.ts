// French as it is typeset: guillemets, and before : ; ? ! % and units a blank at which no line breaks. Read in the source,
// since most messages are functions: the parts that are written there are looked at, what is put into them is not.
import { globSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { makeFormat } from '../../../src-renderer/lib/i18n/format.ts';

/** A written part of a text; `follows`: something was put in right before it. */
interface Part {
  readonly text: string;
  readonly follows: boolean;
}

function partsOf(file: string): Part[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: Part[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) return;
    if (
      ts.isStringLiteral(node) ||
      ts.isNoSubstitutionTemplateLiteral(node) ||
      ts.isTemplateHead(node) ||
      ts.isTemplateMiddleOrTemplateTail(node)
    )
      found.push({ text: node.text, follows: ts.isTemplateMiddleOrTemplateTail(node) });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const units = '(?:s|ms|min|h|px|o|ko|Mo|Go|To|Mpx|°C)(?!\\p{L})';
/** Narrow before punctuation and units, full before %, as Intl writes it. */
const faults: Readonly<Record<string, RegExp>> = {
  'a guillemet without its narrow blank': /«(?!\u202f)|(?<!\u202f)»/u,
  'a blank that breaks before a sign': /[ \u00a0][;:!?](?=\s|$|[)…])/u,
  // Not the colon of an address, a time or a key.
  'no blank before a sign': /[^\s\u202f;:!?.…(][;:!?](?=\s|$)/u,
  'no blank of its own before %': /(?<!\u00a0)%/u,
  'a blank that breaks before a unit': new RegExp(`\\d[ \\u00a0]${units}`, 'u'),
  'quotation marks of another language': /["“”„]|(?<=\p{L})'(?=\p{L})/u,
};
const followed = new RegExp(`^(?:[;:!?%]|[ \\u00a0]${units})`, 'u');

const faultsOf = ({ text, follows }: Part): string[] => [
  ...Object.keys(faults).filter((name) => faults[name]!.test(text)),
  ...(follows && followed.test(text) ? ['no blank, or one that breaks, after what is put in'] : []),
];

describe('French messages', () => {
  const files = globSync('src-renderer/lib/i18n/messages/fr/*.ts');

  it.each(files)('are typeset as French is: %s', (file) => {
    const found = partsOf(file).flatMap((part) => faultsOf(part).map((fault) => `${fault}: ${part.text}`));
    expect(found).toEqual([]);
  });

  it('have the blanks that Intl writes into numbers', () => {
    const format = makeFormat('fr');
    expect(format.percent(0.5, 0)).toBe('50\u00a0%');
    expect(format.bytes(3e6)).toBe('3\u202fMo');
    expect(format.pair('Époques', '3')).toBe('Époques\u202f: 3');
  });

  it('the check sees what is wrong', () => {
    const part = (text: string, follows = false) => faultsOf({ text, follows });
    for (const wrong of ['« mot »', 'Prêt ?', 'Prêt?', 'nom : ', '30 %', '12 Mo', 'dit "non"', "l'un"])
      expect(part(wrong), wrong).not.toEqual([]);
    for (const wrong of [': ', '%', ' Mo']) expect(part(wrong, true), wrong).not.toEqual([]);
    for (const right of ['https://a.b', '12:30', 'Prêt\u202f?', 'model.pooling', 'Lequel\u202f?!'])
      expect(part(right), right).toEqual([]);
  });
});

it('components put no colon of their own after a text', () => {
  const inScript = /`[^`\n]*\$\{[^`\n]*\}: [^`\n]*`/;
  const inMarkup = /\}: ?\{|\}:$|\}:<\//m;
  const found = globSync('src-renderer/{lib/charts,lib/ui,routes}/**/*.{svelte,ts}').flatMap((file) => {
    const source = readFileSync(file, 'utf8').replaceAll(/<style[\s\S]*<\/style>/g, '');
    const markup = file.endsWith('.svelte') ? source.replaceAll(/<script[\s\S]*?<\/script>/g, '') : '';
    const own = inScript.exec(source)?.[0] ?? inMarkup.exec(markup)?.[0];
    return own === undefined ? [] : [`${file}: ${own}`];
  });
  expect(found).toEqual([]);
});
