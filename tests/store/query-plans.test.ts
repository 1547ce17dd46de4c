// The queries that decide how fast the store feels, and the way SQLite must answer them.
import { describe, expect, it } from 'vitest';
import { curveSql, recordedMetricsSql } from '../../src-main/store/metrics-repository.ts';
import { queueSql } from '../../src-main/store/queue-repository.ts';
import { bestRunsSql, runListSql } from '../../src-main/store/run-list.ts';
import { runTablePageSql } from '../../src-main/store/run-table.ts';
import { runByPrefixSql, runsInProgressSql } from '../../src-main/store/runs-repository.ts';
import { temporaryStore } from './temporary-store.ts';

const { db } = temporaryStore();

function plan(sql: string, ...values: unknown[]): string {
  const rows = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values) as { detail: string }[];
  return rows.map((row) => row.detail).join('\n');
}

describe('query plans', () => {
  it('the list walks an index in its order and sorts nothing', () => {
    const text = plan(runListSql({ limit: 100 }), { limit: 100 });
    expect(text).toMatch(/SEARCH runs USING INDEX runs_by_creation/);
    expect(text).not.toMatch(/TEMP B-TREE/);
  });

  it('a curve is one range of the primary key', () => {
    const text = plan(curveSql, 1, 1);
    expect(text).toBe('SEARCH step_metrics USING PRIMARY KEY (run_key=? AND metric_id=?)');
  });

  it('the metrics of a run are found by skipping along the key, not by reading its points', () => {
    const text = plan(recordedMetricsSql, { runKey: 1 });
    expect(text).toMatch(/SEARCH step_metrics USING PRIMARY KEY \(run_key=\? AND metric_id>\?\)/);
    expect(text).not.toMatch(/SCAN step_metrics/);
  });

  it('a run is found by the beginning of its id through the unique index', () => {
    expect(plan(runByPrefixSql, 'a', 'b')).toMatch(
      /SEARCH runs USING COVERING INDEX .*\(run_id>\? AND run_id<\?\)/,
    );
  });

  it('runs in progress come from their small index', () => {
    expect(plan(runsInProgressSql)).toMatch(/runs_in_progress/);
  });

  it('the best runs come in the order of the values', () => {
    const text = plan(bestRunsSql, { metric: 'accuracy', limit: 5 });
    expect(text).toMatch(/SEARCH evaluation_metrics USING COVERING INDEX evaluation_metrics_by_value/);
    expect(text).not.toMatch(/TEMP B-TREE/);
  });

  it('a page of the table of runs walks an index in its order', () => {
    const text = plan(runTablePageSql, { beforeMs: 1, beforeKey: 1, limit: 1000 });
    expect(text).toMatch(/SEARCH runs USING INDEX runs_by_time/);
    expect(text).not.toMatch(/TEMP B-TREE|run_documents/);
  });

  it('the queue is an index of its own, in its order', () => {
    const text = plan(queueSql);
    expect(text).toMatch(/USING INDEX runs_queued/);
    expect(text).not.toMatch(/TEMP B-TREE/);
  });
});
