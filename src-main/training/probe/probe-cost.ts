// What fitting a head will take, from one measured look at some rows.
import { type LabelledRows, openRegression, type RegressionShape, zeroLayer } from './logistic-regression.ts';

/** How often a path of strengths looks at all rows until it stops, as a rule. */
const usualLooks = 400;
const measuredRows = 2048;

/** Seconds of one path over so many rows on this machine, measured on made-up features. */
export async function probeSeconds(rows: number, shape: RegressionShape): Promise<number> {
  const size = Math.max(1, Math.min(measuredRows, rows));
  const regression = openRegression(madeUpRows(size, shape), shape);
  try {
    // With this tolerance the zeros it begins with are good enough: one look.
    const look = () =>
      regression.solve({ strength: 1, start: zeroLayer(shape), gradientTolerance: Number.POSITIVE_INFINITY });
    await look();
    const startMs = performance.now();
    await look();
    return ((performance.now() - startMs) / 1000) * Math.max(1, rows / size) * usualLooks;
  } finally {
    regression.dispose();
  }
}

function madeUpRows(rows: number, { width, classes }: RegressionShape): LabelledRows {
  const targets = new Float32Array(rows * classes);
  for (let row = 0; row < rows; row++) targets[row * classes + (row % classes)] = 1;
  return {
    features: Float32Array.from({ length: rows * width }, (_, at) => Math.sin(at)),
    targets,
    weights: new Float32Array(rows).fill(1),
  };
}
