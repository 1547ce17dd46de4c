// Which of many examples are drawn: rows of a grid in the visible part of a scrolling area, and a few around it. Pure.

export interface WindowSize {
  readonly width: number;
  readonly height: number;
  readonly scrollTop: number;
}

export interface GridShape {
  /** Narrowest cell, pixels; 0: one cell a row. */
  readonly cellWidth: number;
  readonly gap: number;
  /** Height of a row for the width that its cells get. */
  readonly rowHeight: (cellWidth: number) => number;
}

export interface ExampleWindow {
  readonly columns: number;
  readonly rowHeight: number;
  /** Of all rows. */
  readonly height: number;
  /** Positions drawn: from, and up to but without. */
  readonly from: number;
  readonly to: number;
  /** Where the first drawn row lies. */
  readonly top: number;
}

const extraRows = 2;

export function exampleWindow(total: number, size: WindowSize, shape: GridShape): ExampleWindow {
  const { cellWidth, gap } = shape;
  const columns = cellWidth === 0 ? 1 : Math.max(1, Math.floor((size.width + gap) / (cellWidth + gap)));
  const width = (size.width - gap * (columns - 1)) / columns;
  const rowHeight = shape.rowHeight(width) + gap;
  const rows = Math.ceil(total / columns);
  const firstRow = Math.max(0, Math.min(rows - 1, Math.floor(size.scrollTop / rowHeight) - extraRows));
  const lastRow = Math.min(rows, Math.ceil((size.scrollTop + size.height) / rowHeight) + extraRows);
  return {
    columns,
    rowHeight,
    height: rows * rowHeight,
    from: firstRow * columns,
    to: Math.min(total, lastRow * columns),
    top: firstRow * rowHeight,
  };
}
