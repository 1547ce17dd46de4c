import { describe, expect, it } from 'vitest';
import { findDraft, putDraft, removeDraft } from '../../src-main/store/drafts-repository.ts';
import { temporaryStore } from './temporary-store.ts';

const { db } = temporaryStore();
const draft = (recipe: string) => ({ id: 'd1', name: '', recipe });

describe('a draft in the store', () => {
  it('has a version of its own after each save, even within a millisecond', () => {
    const first = putDraft(db, draft('1'), null);
    const second = putDraft(db, draft('2'), first);
    expect(second).toBeGreaterThan(first);
    expect(findDraft(db, 'd1')).toMatchObject({ recipe: '2', updatedAtMs: second });
  });

  it('is not replaced from an older version, nor by a new draft', () => {
    const known = findDraft(db, 'd1').updatedAtMs;
    const theirs = putDraft(db, draft('theirs'), known);
    for (const stale of [known, null])
      expect(() => putDraft(db, draft('mine'), stale)).toThrow(/changed in another window/);
    expect(findDraft(db, 'd1')).toMatchObject({ recipe: 'theirs', updatedAtMs: theirs });
  });

  it('is replaced in any case where no version is named', () => {
    putDraft(db, draft('any'));
    expect(findDraft(db, 'd1').recipe).toBe('any');
  });

  it('does not come back by a save from before it was removed', () => {
    const { updatedAtMs } = findDraft(db, 'd1');
    removeDraft(db, 'd1');
    expect(() => putDraft(db, draft('late'), updatedAtMs)).toThrow(/There is no draft "d1"/);
    expect(putDraft(db, draft('new'), null)).toBeGreaterThan(0);
  });
});
