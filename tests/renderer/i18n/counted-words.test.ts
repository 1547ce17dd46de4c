// Every text is asked for with ones: no word that goes with a 1 may then stand in the plural.
import { describe, expect, it } from 'vitest';
import { en } from '../../../src-renderer/lib/i18n/messages/en.ts';
import { fr } from '../../../src-renderer/lib/i18n/messages/fr.ts';

/** Words that end in s or x in the singular, and verbs. */
const singular =
  /^(is|was|has|this|becomes|ms|px|moins|premiers?|stands?|class|loss|less|its|uses|makes|means|asks|gives|bytes|as|pas|fois|plus|dans|sans|jamais|sous|vers|mais|corps|processus|est|puis|alors|ans|des|les|ses|vos|nos|ces|aux|deux)$/;
const counted = {
  en: /(?<![\d.,:–-])1 ((?:more|false|such|training|validation|test|other|of the) )?([a-z]+s)\b/g,
  fr: /(?<![\d.,:–-])1[ \u00a0\u202f]((?:autres?|fausses?|de) )?([a-zà-ÿ]+[sx])(?![a-zà-ÿ’])/g,
};

/** Parts of several ("1 of 20 pictures"), sizes with a unit, shares, ratios and limits of the program: what is written there is never a bare 1. */
const neverOne =
  /problems\.(imbalance|too-many-pixels)|steps\.enlarged|tokens\.(unknown|cut)|batch\.padding|recipeWarnings\.(imbalance|image-size-far|pictures-enlarged|weight-decay-high)|compare\.(tooMany|corrections\.gone)|metrics\.f1Macro|confusion\.pair|machine\.line|estimate\.(memory|disk)Of|settings\.(used|free|cleaned)|playground\.onlySome|selectionHidden|corrections\.untouched|data\.(measured-labels|labels-all-distinct|several-labels)|formats\.pathRefused|training\.(nearlyBlack|someNearlyBlack|vocabularyMismatch)|models\.(complete|tooManyTokens)|decision\.test|changed\.title|files(Gone|Changed)|json\.tooDeep|growing-tokenizer/;

const params = new Proxy({}, { get: () => 1 });

function textsOf(value: unknown, path: string): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') {
    const texts: [string, string][] = [];
    for (const given of [1, '1', params]) {
      try {
        const text: unknown = value(...Array.from({ length: value.length }, () => given));
        if (typeof text === 'string') !texts.some(([, known]) => known === text) && texts.push([path, text]);
      } catch {
        // It takes something else; one of the others fits.
      }
    }
    return texts;
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => textsOf(part, `${path}.${key}`));
}

describe.each([
  ['en', en],
  ['fr', fr],
] as const)('counted words in %s', (locale, messages) => {
  it('stand in the singular with 1', () => {
    const wrong = textsOf(messages, locale).filter(
      ([path, text]) =>
        !neverOne.test(path) &&
        [...text.matchAll(counted[locale])].some(([, , word]) => !singular.test(word!)),
    );
    expect(wrong.map(([path, text]) => `${path}: ${text}`)).toEqual([]);
  });
});
