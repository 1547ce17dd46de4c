// Warnings of main in both languages.
import { describe, expect, it } from 'vitest';
import { warningCodes } from '../../../src-main/jobs/recipe-warnings.ts';
import { en } from '../../../src-renderer/lib/i18n/messages/en.ts';
import { fr } from '../../../src-renderer/lib/i18n/messages/fr.ts';
import { warningText } from '../../../src-renderer/routes/wizard/fields/warning-text.ts';

describe('warningText', () => {
  it.each([
    ['English', en],
    ['French', fr],
  ])('has words for every warning in %s', (_, messages) => {
    expect(Object.keys(messages.recipeWarnings).sort()).toEqual([...warningCodes].sort());
  });

  it('puts the numbers into the words, and falls back on those of main', () => {
    const params = { value: 0.00001, lowest: 0.00002 };
    const known = { code: 'learning-rate-low', params, reason: 'the reason' };
    expect(warningText(known, en)).toContain('0.00001');
    expect(warningText({ ...known, code: 'not-yet-known' }, fr)).toBe('the reason');
  });
});
