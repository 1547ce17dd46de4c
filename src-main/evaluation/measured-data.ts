// What an evaluation of other data was made on: every file or row that was found is measured or counted with a reason.

export interface MeasuredData {
  readonly path: string;
  /** Files or rows that were found; as many as were measured and left out. */
  readonly found: number;
  readonly measured: number;
  /** Measured ones that are copies of others, and count as often as they occur. */
  readonly copies: number;
  /** Measured ones whose content the run was trained on: on them it is better than on new ones. */
  readonly trainedOn: number;
  /** By reason (the code of a data problem), the commonest first, with the first place of each. */
  readonly leftOut: readonly LeftOut[];
}

export interface LeftOut {
  readonly code: string;
  readonly count: number;
  readonly first: { readonly path: string; readonly row?: number | undefined };
  /** What is said of the first, in English. */
  readonly message: string;
}

/** Of the examples measured, those of other content than when the data was frozen, and those that are gone. */
export interface ChangedSince {
  readonly examples: number;
  readonly changed: number;
  readonly vanished: number;
  readonly first: readonly { readonly path: string; readonly state: 'changed' | 'vanished' }[];
}

/** For the terminal; none where all is as it was. */
export function changedLines({ examples, changed, vanished, first }: ChangedSince): string[] {
  if (changed + vanished === 0) return [];
  return [
    `${changed} of ${examples} pictures are not what they were when the data was frozen, ${vanished} are gone:`,
    ...first.map(({ path, state }) => `  ${path} ${state === 'changed' ? 'has changed' : 'is gone'}`),
  ];
}

const shownReasons = 12;

/** For the terminal. */
export function measuredLines(data: MeasuredData): string[] {
  const { path, found, measured, copies, trainedOn, leftOut } = data;
  const reasons = leftOut
    .slice(0, shownReasons)
    .map(
      ({ count, first, message }) =>
        `  ${count} ${count === 1 ? 'is' : 'are'} left out like ${first.path}${first.row === undefined ? '' : `:${first.row}`}: ${message}`,
    );
  return [
    `${path}: ${found} found, ${measured} measured, ${found - measured} left out`,
    ...reasons,
    ...(leftOut.length > shownReasons ? [`  and ${leftOut.length - shownReasons} other reasons`] : []),
    ...(copies > 0
      ? [`${copies} of those measured are copies of others and count as often as they occur.`]
      : []),
    ...(trainedOn > 0
      ? [`${trainedOn} of those measured were trained on; on new examples the run is worse than this says.`]
      : []),
  ];
}
