// Nothing English is left where French is asked for: no words in components, no text that is the same in both
// languages, no number written with a point.
import { globSync, readFileSync } from 'node:fs';
import { type AST, parse } from 'svelte/compiler';
import { describe, expect, it } from 'vitest';
import { i18n } from '../../../src-renderer/lib/i18n/i18n.svelte.ts';
import { messageText } from '../../../src-renderer/lib/i18n/message-text.ts';
import { en } from '../../../src-renderer/lib/i18n/messages/en.ts';
import { fr } from '../../../src-renderer/lib/i18n/messages/fr.ts';

/** Names, and words that are the same in both languages. */
const sameInBoth = new Set([
  'Phases',
  'Simple',
  'Expert',
  'Validation',
  'Test',
  'Finesse',
  'Node.js',
  'Classes',
  'Actions',
  'Licence',
  'Format',
  'Finance',
  'Marketing',
  'Clauses',
  'Note',
  'Corrections',
  'Patience',
  'Epsilon',
  'Rotation',
  'Saturation',
  'Constant',
  'AdamW',
  'Adam',
  'ONNX Runtime',
  'TensorFlow',
  'test',
  'val.',
  'JavaScript',
  'Notes',
  'JSON',
  'Adaptation',
  'Version',
  'Note…',
  'Architecture',
  'Augmentation',
  'English',
  'Français',
  'Apple (Core ML)',
  'Tab',
  'Ctrl',
  'validation',
  'patience',
  'augmentation',
  'phase',
  'calibration',
  'ONNX',
  'ROC AUC',
  'Phase',
  'Info',
  'Safetensors',
]);
const names = /^(· )?Finesse$/;

const readable = new Set(['aria-label', 'title', 'placeholder', 'alt', 'label', 'lead', 'text']);

function wordsIn(file: string): string[] {
  const found: string[] = [];
  const source = readFileSync(file, 'utf8');
  const visit = (node: unknown, isShown: boolean): void => {
    if (typeof node !== 'object' || node === null) return;
    if (Array.isArray(node)) {
      for (const part of node) visit(part, isShown);
      return;
    }
    const { type } = node as { type?: string };
    if (type === 'Text' && isShown) found.push((node as AST.Text).data);
    const shows =
      type === 'Attribute'
        ? readable.has((node as AST.Attribute).name)
        : isShown && type !== 'StyleDirective';
    for (const [key, part] of Object.entries(node))
      if (!['metadata', 'expression', 'css', 'instance', 'module'].includes(key)) visit(part, shows);
  };
  visit(parse(source, { modern: true }).fragment, true);
  return found.map((text) => text.trim()).filter((text) => /\p{L}{2}/u.test(text));
}

function plainTexts(value: unknown, path: string): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) =>
    plainTexts(part, path === '' ? key : `${path}.${key}`),
  );
}

describe('in French', () => {
  it('no component has words of its own', () => {
    const found = globSync('src-renderer/**/*.svelte').flatMap((file) =>
      wordsIn(file)
        .filter((text) => !names.test(text))
        .map((text) => `${file}: ${text}`),
    );
    expect(found).toEqual([]);
  });

  it('every text differs from the English one, but for words that are the same', () => {
    const english = new Map(plainTexts(en, ''));
    const same = plainTexts(fr, '').filter(
      ([path, text]) => /\p{L}{2}/u.test(text) && english.get(path) === text && !sameInBoth.has(text),
    );
    expect(same.map(([path, text]) => `${path}: ${text}`)).toEqual([]);
  });

  it('numbers that main tells are written with a comma, and are still numbers to the message', async () => {
    await i18n.use('fr');
    const params = {
      level: 0.5,
      pictures: 3,
      highest: 12,
      whiteLevel: 0.125,
      learningRate: 0.25,
      epoch: 1,
      step: 2,
    };
    const black = messageText({ code: 'training.nearlyBlack', params, message: '' });
    const diverged = messageText({ code: 'training.diverged', params, message: '' });
    await i18n.use('en');
    expect(black).toMatch(/ 0,\d+\.$/);
    expect(diverged).toContain('0,25');
    expect(black + diverged).not.toMatch(/\d\.\d/);
  });

  it('numbers are written by one module', () => {
    const writers = globSync('src-renderer/**/*.{ts,svelte}').filter((file) =>
      /\.(toFixed|toPrecision|toLocaleString)\(|new Intl\.(Number|DateTime|RelativeTime|List|Plural)/.test(
        readFileSync(file, 'utf8'),
      ),
    );
    // The others write coordinates of a drawing, and count the digits that a threshold has.
    expect(writers.toSorted()).toEqual([
      'src-renderer/lib/i18n/format.ts',
      'src-renderer/lib/ui/Sparkline.svelte',
      'src-renderer/routes/runs/run/evaluate/threshold-text.ts',
    ]);
  });
});
