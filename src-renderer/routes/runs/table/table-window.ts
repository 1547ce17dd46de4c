// Which lines of a long list are drawn: those in sight and some around, all of one height.

export interface Window {
  /** First line drawn, and the one after the last. */
  readonly from: number;
  readonly until: number;
}

const linesAround = 8;

export function windowOf(
  scrollTop: number,
  height: number,
  { lineHeight, numLines }: { readonly lineHeight: number; readonly numLines: number },
): Window {
  // Of one length wherever it stands: each frame of scrolling costs the same.
  const length = Math.min(numLines, Math.ceil(height / lineHeight) + 1 + 2 * linesAround);
  const first = Math.floor(scrollTop / lineHeight) - linesAround;
  const from = Math.max(0, Math.min(first, numLines - length));
  return { from, until: from + length };
}

/** Where to scroll so that a line is in sight; unchanged when it is. `top` is hidden by the heading. */
export function scrollFor(
  line: number,
  { scrollTop, height, top }: { readonly scrollTop: number; readonly height: number; readonly top: number },
  lineHeight: number,
): number {
  const y = line * lineHeight;
  if (y < scrollTop) return y;
  const bottom = y + lineHeight + top - height;
  return bottom > scrollTop ? bottom : scrollTop;
}
