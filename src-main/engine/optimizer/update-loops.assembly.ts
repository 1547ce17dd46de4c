// Parameter updates over wasm memory, four float32 at a time. AssemblyScript; compiled by `npm run build:wasm` into
// update-loops.wasm. Pointers are byte offsets, `n` counts elements and is a multiple of 4. Formulas: torch.optim.

const lanes: usize = 16;

// Values this small are set to zero: arithmetic on denormals is some fifty times slower.
// @ts-ignore: decorator
@inline
function flush(x: v128, limit: v128): v128 {
  return v128.and(x, f32x4.ge(f32x4.abs(x), limit));
}

/**
 * Adam and AdamW. `scale` multiplies the gradient; `l2` adds l2 * w to it; `shrink` multiplies w first (1 - rate *
 * decay); `stepSize` = rate / (1 - beta1^t); `rootCorrection` = 1 / sqrt(1 - beta2^t).
 */
export function adam(
  w: usize, g: usize, m: usize, v: usize, n: i32,
  scale: f32, l2: f32, shrink: f32, beta1: f32, beta2: f32, epsilon: f32, stepSize: f32, rootCorrection: f32,
): void {
  const scales = f32x4.splat(scale), l2s = f32x4.splat(l2), shrinks = f32x4.splat(shrink);
  const b1 = f32x4.splat(beta1), c1 = f32x4.splat(1 - beta1), b2 = f32x4.splat(beta2), c2 = f32x4.splat(1 - beta2);
  const eps = f32x4.splat(epsilon), steps = f32x4.splat(stepSize), roots = f32x4.splat(rootCorrection);
  const tiny = f32x4.splat(1e-18), tinySquare = f32x4.splat(1e-36);
  for (let i: usize = 0, end = <usize>n << 2; i < end; i += lanes) {
    let weight = v128.load(w + i);
    let gradient = f32x4.mul(v128.load(g + i), scales);
    gradient = flush(f32x4.add(gradient, f32x4.mul(weight, l2s)), tiny);
    weight = f32x4.mul(weight, shrinks);
    const first = flush(f32x4.add(f32x4.mul(v128.load(m + i), b1), f32x4.mul(gradient, c1)), tiny);
    const second = flush(
      f32x4.add(f32x4.mul(v128.load(v + i), b2), f32x4.mul(f32x4.mul(gradient, gradient), c2)), tinySquare);
    v128.store(m + i, first);
    v128.store(v + i, second);
    const denominator = f32x4.add(f32x4.mul(f32x4.sqrt(second), roots), eps);
    v128.store(w + i, f32x4.sub(weight, f32x4.div(f32x4.mul(steps, first), denominator)));
  }
}

/** SGD with momentum: buffer = momentum * buffer + (scale * g + l2 * w); w -= rate * buffer. */
export function sgd(
  w: usize, g: usize, buffer: usize, n: i32, scale: f32, l2: f32, momentum: f32, rate: f32,
): void {
  const scales = f32x4.splat(scale), l2s = f32x4.splat(l2), momenta = f32x4.splat(momentum), rates = f32x4.splat(rate);
  const tiny = f32x4.splat(1e-18);
  for (let i: usize = 0, end = <usize>n << 2; i < end; i += lanes) {
    const weight = v128.load(w + i);
    const gradient = f32x4.add(f32x4.mul(v128.load(g + i), scales), f32x4.mul(weight, l2s));
    const velocity = flush(f32x4.add(f32x4.mul(v128.load(buffer + i), momenta), gradient), tiny);
    v128.store(buffer + i, velocity);
    v128.store(w + i, f32x4.sub(weight, f32x4.mul(rates, velocity)));
  }
}

/** Sum of squares, in float64. */
export function sumOfSquares(g: usize, n: i32): f64 {
  let low = f64x2.splat(0), high = f64x2.splat(0);
  for (let i: usize = 0, end = <usize>n << 2; i < end; i += lanes) {
    const x = v128.load(g + i);
    const a = f64x2.promote_low_f32x4(x);
    const b = f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3));
    low = f64x2.add(low, f64x2.mul(a, a));
    high = f64x2.add(high, f64x2.mul(b, b));
  }
  const sum = f64x2.add(low, high);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}
