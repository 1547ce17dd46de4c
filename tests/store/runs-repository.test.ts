import { describe, expect, it } from 'vitest';
import { elapsedSeconds } from '../../src-main/store/elapsed-seconds.ts';
import { experimentKey, listExperiments } from '../../src-main/store/experiments-repository.ts';
import { listRuns } from '../../src-main/store/run-list.ts';
import { nextRunName } from '../../src-main/store/run-names.ts';
import { type RunState, transitions } from '../../src-main/store/run-states.ts';
import { runTable } from '../../src-main/store/run-table.ts';
import {
  beatHeart,
  claimRun,
  editRun,
  endRun,
  errorParams,
  findRun,
  type RunOwner,
  runByKey,
  runsInProgress,
} from '../../src-main/store/runs-repository.ts';
import { addTag, removeTag, runTags } from '../../src-main/store/tags-repository.ts';
import { addRun, faultOf, temporaryStore } from './temporary-store.ts';

const owner: RunOwner = { token: 'a', host: 'here', pid: 1 };
describe('the next name of a run', () => {
  const store = temporaryStore();

  it('has the first number that no run has', () => {
    addRun(store, { name: 'Bank texts' });
    expect(nextRunName(store.db, 'Bank texts')).toBe('Bank texts 2');
    addRun(store, { name: 'Bank texts 2' });
    expect(nextRunName(store.db, 'Bank texts')).toBe('Bank texts 3');
    expect(nextRunName(store.db, 'Bank texts 2')).toBe('Bank texts 3');
    expect(nextRunName(store.db, 'Photos 2024')).toBe('Photos 2024 2');
  });
});

const endStates = ['interrupted', 'finished', 'failed', 'stopped'] as const;

describe('a run', () => {
  const store = temporaryStore();
  const { db } = store;

  it('begins queued, with its recipe and an id of ten characters', () => {
    const run = addRun(store, { recipe: '{"task":"x"}' });
    expect(run).toMatchObject({ state: 'queued', recipe: '{"task":"x"}', seconds: 0, resumedCount: 0 });
    expect(run.id).toMatch(/^[0-9a-z]{10}$/);
  });

  it('enters only the states that may follow its own', () => {
    for (const from of Object.keys(transitions) as RunState[])
      for (const to of endStates) {
        const { key } = addRun(store);
        db.prepare('UPDATE runs SET state = ? WHERE run_key = ?').run(from, key);
        const end = () => endRun(db, key, { state: to, endedAtMs: Date.now() });
        if ((transitions[from] as readonly RunState[]).includes(to)) end();
        else expect(faultOf(end).code, `${from} -> ${to}`).toBe('store.illegalTransition');
      }
  });

  it('is claimed by one owner only', () => {
    const { key, id } = addRun(store);
    claimRun(db, key, owner);
    const fault = faultOf(() => claimRun(db, key, { ...owner, token: 'b' }));
    expect(fault.message).toBe(`Run ${id} is running and cannot become running.`);
    expect(beatHeart(db, key, { token: 'a', enginePid: 7, seconds: 1.5 })).toBe(true);
    expect(beatHeart(db, key, { token: 'b', enginePid: 8, seconds: 1.5 })).toBe(false);
  });

  it('adds up its time and counts its resumptions', () => {
    const { key } = addRun(store);
    for (const state of ['interrupted', 'failed', 'finished'] as const) {
      claimRun(db, key, owner);
      db.prepare('UPDATE runs SET segment_at_ms = 1000 WHERE run_key = ?').run(key);
      const fault = { code: 'training.diverged', params: { step: 9 }, message: 'why' };
      endRun(db, key, { state, endedAtMs: 3500, fault: state === 'failed' ? fault : undefined });
      const ended = runByKey(db, key);
      expect([ended.errorCode, ended.errorMessage, errorParams(ended)]).toEqual(
        state === 'failed' ? ['training.diverged', 'why', { step: 9 }] : [null, null, {}],
      );
    }
    expect(runByKey(db, key)).toMatchObject({
      state: 'finished',
      seconds: 7.5,
      resumedCount: 2,
      errorMessage: null,
    });
  });

  it('tells while it is under way how long it has been, and no longer than its process lived', () => {
    const store = temporaryStore();
    const run = addRun(store);
    const other = addRun(store);
    for (const { key } of [run, other]) claimRun(store.db, key, { token: 'a', host: 'h', pid: 1 });
    const shift = store.db.prepare(
      'UPDATE runs SET segment_at_ms = @from, heartbeat_at_ms = @beat WHERE run_key = @key',
    );
    const now = Date.now();
    shift.run({ key: run.key, from: now - 90_000, beat: now });
    shift.run({ key: other.key, from: now - 3_600_000, beat: now - 3_000_000 });
    for (const rows of [listRuns(store.db, { limit: 5 }), runTable(store.db)]) {
      const seconds = new Map(rows.map((row) => [row.id, row.seconds]));
      expect(seconds.get(run.id)).toBeGreaterThanOrEqual(90);
      expect(seconds.get(run.id)).toBeLessThan(150);
      expect(seconds.get(other.id)).toBe(610);
    }
    expect(elapsedSeconds(store.db, other.key)).toBe(610);
    endRun(store.db, other.key, { state: 'interrupted', endedAtMs: now - 3_000_000 });
    expect(elapsedSeconds(store.db, other.key)).toBe(600);
  });

  it('is found by the beginning of its id, and told apart from others', () => {
    const ids = ['aaaaaaaaa1', 'aaaaaaaaa2', 'aaab'];
    for (const id of ids)
      db.prepare('UPDATE runs SET run_id = ? WHERE run_key = ?').run(id, addRun(store).key);
    expect(findRun(db, 'aaab').id).toBe('aaab');
    expect(findRun(db, ' AAAAAAAAA2 ').id).toBe('aaaaaaaaa2');
    expect(faultOf(() => findRun(db, 'aaa')).message).toContain('aaaaaaaaa1, aaaaaaaaa2, aaab');
    for (const text of ['nosuchrun', '', '%', "' OR 1=1", '../..'])
      expect(faultOf(() => findRun(db, text)).code).toBe('store.unknownRun');
  });

  it('is listed newest first, with filters, without archived ones', () => {
    const fresh = temporaryStore();
    const experiment = experimentKey(fresh.db, 'which rate');
    expect(experimentKey(fresh.db, 'which rate')).toBe(experiment);
    const [first, second, third] = ['a', 'b', 'c'].map((name) =>
      addRun(fresh, { name, experimentKey: experiment }),
    );
    addTag(fresh.db, second!.key, 'keep');
    editRun(fresh.db, third!.key, { archived: true, notes: 'no use' });
    const names = (filter: object) => listRuns(fresh.db, { limit: 9, ...filter }).map((run) => run.name);
    expect(names({})).toEqual(['b', 'a']);
    expect(names({ tag: 'keep' })).toEqual(['b']);
    expect(names({ experiment: 'which rate', state: 'queued' })).toEqual(['b', 'a']);
    expect(names({ experiment: 'other' })).toEqual([]);
    expect(listExperiments(fresh.db)).toMatchObject([{ name: 'which rate', numRuns: 3 }]);
    expect(runsInProgress(fresh.db).map((run) => run.id)).toContain(first!.id);
    expect(runByKey(fresh.db, third!.key).notes).toBe('no use');
  });

  it('forgets a tag that no run carries', () => {
    const { key } = addRun(store);
    addTag(db, key, 'odd');
    addTag(db, key, 'odd');
    expect(runTags(db, key)).toEqual(['odd']);
    removeTag(db, key, 'odd');
    expect(runTags(db, key)).toEqual([]);
    expect(db.prepare("SELECT count(*) FROM tags WHERE name = 'odd'").pluck().get()).toBe(0);
  });
});
