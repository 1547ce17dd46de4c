// Which column holds the labels, where nobody has said it: by its name, else by its content. Where two could, nobody
// is guessed for.
import { type ColumnFacts, columnReference, isLabelLike } from './column-facts.ts';
import { fitsLabel, isOtherName, isSplitName } from './column-names.ts';
import { dataError } from './errors.ts';
import { cellText, type Table } from './table-reader.ts';

/** The position of the label column among `facts`; undefined where none could be. Throws `data.one-hot`, `data.unclear-label`, `data.measured-labels`. */
export function findLabel(table: Table, facts: readonly ColumnFacts[]): number | undefined {
  const named = byName(facts);
  if (named !== undefined) return unlessMeasured(table, named);
  const usable = facts.filter(
    ({ name, filled, rows }) => !isOtherName(name) && !isSplitName(name) && filled * 2 > rows,
  );
  refuseOneHot(table, usable);
  const likely = usable.filter(isLabelLike);
  if (likely.length > 1)
    throw dataError('unclear-label', {
      path: table.path,
      columns: likely.map(({ index }) => columnReference(table, index)),
    });
  if (likely.length === 1) return likely[0]!.index;
  const repeating = usable
    .filter(({ distinct, filled }) => distinct >= 2 && distinct <= filled * 0.7)
    .filter(({ values }) => values !== 'fractions')
    .toSorted((a, b) => a.distinct - b.distinct)[0];
  const shorter = facts.length === 2 ? facts.toSorted((a, b) => a.meanLength - b.meanLength)[0] : undefined;
  const found = repeating ?? shorter;
  return found && unlessMeasured(table, found);
}

function unlessMeasured(table: Table, { index, values }: ColumnFacts): number {
  if (values !== 'fractions') return index;
  throw dataError('measured-labels', { path: table.path, column: columnReference(table, index) });
}

/** A name that is nothing but a familiar one wins over one of which it is a part; both have to be filled. */
function byName(facts: readonly ColumnFacts[]): ColumnFacts | undefined {
  const filled = facts.filter((fact) => fact.filled * 2 > fact.rows);
  return (
    filled.find(({ name }) => fitsLabel(name) === 'exact') ??
    filled.find((fact) => fitsLabel(fact.name) === 'part' && fact.distinct > 1) ??
    facts.find(({ name }) => fitsLabel(name) === 'exact')
  );
}

/** A column of 0 and 1 for each class: none of them alone is the label. */
function refuseOneHot(table: Table, facts: readonly ColumnFacts[]): void {
  const flags = facts.filter(({ values, filled, rows }) => values === 'flags' && filled > rows * 0.9);
  if (flags.length < 2) return;
  const ones = table.rows
    .slice(0, 5000)
    .map(
      ({ cells }) =>
        flags.filter(({ index }) => /^\s*(1(\.0*)?|true)\s*$/i.test(cellText(cells[index]))).length,
    );
  const single = ones.filter((count) => count === 1).length > ones.length * 0.95;
  if (flags.length === 2 && !single) return;
  throw dataError('one-hot', {
    path: table.path,
    columns: flags.map(({ index }) => columnReference(table, index)),
    several: !single && ones.some((count) => count > 1),
  });
}
