// Labels that look as if they were meant to be the same, or as if they were none. They are told, never merged.
import type { Candidate } from './candidates.ts';
import type { DataProblem } from './dataset-version.ts';
import { dataProblem } from './problems.ts';

const none = /^(nan|none|null|nil|n\/?a|#n\/a|<na>|undefined|unknown|missing|-+|\?+)$/i;

/** The same for `Spam`, `spam ` and `ＳＰＡＭ`, and for `1` and `1.0`. */
function looksLike(label: string): string {
  const folded = label
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .trim();
  return /^[-+]?(\d+\.?\d*|\.\d+)$/.test(folded) ? String(Number(folded)) : folded;
}

interface Counted {
  readonly label: string;
  readonly count: number;
  readonly first: Candidate;
}

function countLabels(candidates: readonly Candidate[]): Counted[] {
  const counts = new Map<string, { count: number; first: Candidate }>();
  for (const candidate of candidates) {
    const known = counts.get(candidate.label);
    if (known === undefined) counts.set(candidate.label, { count: 1, first: candidate });
    else known.count++;
  }
  return [...counts].map(([label, found]) => ({ label, ...found }));
}

/** A warning for each group of labels that look alike, and for each label that says there is none; with counts. */
export function similarLabels(candidates: readonly Candidate[]): DataProblem[] {
  const labels = countLabels(candidates);
  const groups = Map.groupBy(labels, ({ label }) => looksLike(label));
  const alike = [...groups.values()]
    .filter((group) => group.length > 1)
    .map((group) => {
      const sorted = group.toSorted((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1));
      const counts = sorted.map(({ label, count }) => ({ label, count }));
      return { at: sorted.at(-1)!, problem: dataProblem('similar-labels', { labels: counts }) };
    });
  const empty = labels
    .filter(({ label }) => none.test(label))
    .map((at) => ({ at, problem: dataProblem('no-label-meant', { label: at.label, count: at.count }) }));
  return [...alike, ...empty].map(({ at, problem }) => ({
    source: at.first.source,
    ...problem,
    warning: true,
  }));
}
