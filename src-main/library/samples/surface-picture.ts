// Draws one inspection picture: a brushed metal plate under uneven light, sound or with one kind of defect.
import { openRandom, type Random } from '../../data/random.ts';
import { type NoiseField, noiseField } from './value-noise.ts';

/** What the inspector looks for; `sound` plates carry the same screws and prints as the others. */
export const surfaceClasses = ['sound', 'scratch', 'pitting', 'stain'] as const;
export type SurfaceClass = (typeof surfaceClasses)[number];

/** An RGB picture, 8 bits a channel, rows from the top. */
export interface Picture {
  readonly side: number;
  readonly pixels: Uint8Array;
}

/** Brightness and colour added to the plate at a point; x and y in pixels. */
interface Layer {
  /** Added to all channels. */
  readonly light: (x: number, y: number) => number;
  /** Added to red and taken from blue: positive is warmer. */
  readonly warmth?: (x: number, y: number) => number;
}

/** Picture number `index` of a class; the same numbers give the same picture. */
export function drawSurface(kind: SurfaceClass, side: number, seed: number, index: number): Picture {
  const random = openRandom(seed, surfaceClasses.indexOf(kind), index);
  const angle = random.between(0, Math.PI);
  const layers = [
    plate(random, angle),
    lighting(random, side),
    ...distractors(random, side),
    ...defects[kind](random, side, angle),
  ];
  const tone = random.between(105, 165);
  const tint = random.between(-10, 10);
  const pixels = new Uint8Array(side * side * 3);
  for (let y = 0, i = 0; y < side; y++) {
    for (let x = 0; x < side; x++, i += 3) {
      let light = tone + grain(random) * 5;
      let warmth = tint;
      for (const layer of layers) {
        light += layer.light(x, y);
        warmth += layer.warmth?.(x, y) ?? 0;
      }
      pixels[i] = byte(light + warmth);
      pixels[i + 1] = byte(light + warmth * 0.2);
      pixels[i + 2] = byte(light - warmth);
    }
  }
  return { side, pixels };
}

const byte = (value: number) => Math.max(0, Math.min(255, Math.round(value)));

/** Roughly normal noise of unit variance: the sum of uniform numbers. */
const grain = (random: Random) => (random.next() + random.next() + random.next() - 1.5) * 2;

const smoothstep = (low: number, high: number, value: number) => {
  const t = Math.max(0, Math.min(1, (value - low) / (high - low)));
  return t * t * (3 - 2 * t);
};

/** Brushing: noise stretched along `angle`, over a slow unevenness of the metal. */
function plate(random: Random, angle: number): Layer {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const brushed = noiseField(random);
  const uneven = noiseField(random);
  const strength = random.between(10, 20);
  return {
    light: (x, y) =>
      strength * brushed((x * cos + y * sin) * 0.03, (y * cos - x * sin) * 0.9) +
      8 * uneven(x * 0.04, y * 0.04),
  };
}

/** A lamp from one side, and the falling off towards the corners. */
function lighting(random: Random, side: number): Layer {
  const direction = random.between(0, 2 * Math.PI);
  const slope = random.between(10, 45) / side;
  const vignette = random.between(0, 30);
  const half = side / 2;
  return {
    light(x, y) {
      const [dx, dy] = [x - half, y - half];
      return (
        slope * (dx * Math.cos(direction) + dy * Math.sin(direction)) -
        (vignette * (dx * dx + dy * dy)) / (2 * half * half)
      );
    },
  };
}

/** What also lies on sound plates: screws, and a printed mark. */
function distractors(random: Random, side: number): Layer[] {
  const layers: Layer[] = [];
  for (let screws = random.below(3); screws > 0; screws--) layers.push(screw(random, side));
  if (random.next() < 0.4) layers.push(print(random, side));
  return layers;
}

function screw(random: Random, side: number): Layer {
  const [cx, cy, radius] = [
    random.between(0, side),
    random.between(0, side),
    random.between(0.05, 0.09) * side,
  ];
  const slot = random.between(0, Math.PI);
  const tone = random.between(-25, 30);
  return {
    light(x, y) {
      const [dx, dy] = [x - cx, y - cy];
      const distance = Math.sqrt(dx * dx + dy * dy);
      if (distance > radius + 5) return 0;
      const inside = 1 - smoothstep(radius - 1, radius, distance);
      const across = Math.abs(dy * Math.cos(slot) - dx * Math.sin(slot));
      const shade = tone + (20 * (dx - dy)) / radius - 70 * (1 - smoothstep(0.8, 1.8, across));
      const rim = -40 * Math.exp(-((distance - radius) ** 2) / 2);
      return inside * shade + rim;
    },
  };
}

/** A row of dark strokes, like a stamped number. */
function print(random: Random, side: number): Layer {
  const [left, top] = [random.between(0.05, 0.6) * side, random.between(0.05, 0.85) * side];
  const height = random.between(0.06, 0.1) * side;
  const marks = Array.from({ length: 3 + random.below(5) }, () => random.next());
  const advance = height * 0.75;
  return {
    light(x, y) {
      const [column, row] = [(x - left) / advance, (y - top) / height];
      if (column < 0 || column >= marks.length || row < 0 || row > 1) return 0;
      const mark = marks[Math.floor(column)] as number;
      const within = column % 1;
      const stroke =
        Math.abs(within - 0.15 - 0.5 * mark) < 0.12 || (Math.abs(row - mark) < 0.14 && within < 0.75);
      return stroke ? -55 : 0;
    },
  };
}

const defects: Readonly<Record<SurfaceClass, (random: Random, side: number, brushing: number) => Layer[]>> = {
  sound: () => [],
  scratch: (random, side, brushing) => [scratch(random, side, brushing)],
  pitting: (random, side) => pits(random, side),
  stain: (random, side) => [stain(random, side)],
};

/** A fine bent groove across the brushing: a dark line with a bright burr. */
function scratch(random: Random, side: number, brushing: number): Layer {
  const angle = brushing + random.between(0.35, Math.PI - 0.35);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [cx, cy] = [random.between(0.3, 0.7) * side, random.between(0.3, 0.7) * side];
  const half = random.between(0.15, 0.32) * side;
  const bend = random.between(-0.12, 0.12) * side;
  const [depth, width, polarity] = [
    random.between(38, 70),
    random.between(0.6, 1.1),
    random.next() < 0.5 ? -1 : 1,
  ];
  return {
    light(x, y) {
      const along = ((x - cx) * cos + (y - cy) * sin) / half;
      if (Math.abs(along) > 1) return 0;
      const across = (y - cy) * cos - (x - cx) * sin - bend * along * along;
      const fade = 1 - along ** 4;
      const groove = Math.exp(-((across / width) ** 2) / 2);
      const burr = Math.exp(-(((across - 1.8 * width) / width) ** 2) / 2);
      return polarity * depth * fade * (groove - 0.6 * burr);
    },
  };
}

/** A cluster of small corroded holes with bright lower rims. */
function pits(random: Random, side: number): Layer[] {
  const [cx, cy] = [random.between(0.25, 0.75) * side, random.between(0.25, 0.75) * side];
  const spread = random.between(0.08, 0.2) * side;
  return Array.from({ length: 5 + random.below(9) }, () => {
    const [px, py] = [cx + grain(random) * spread, cy + grain(random) * spread];
    const radius = random.between(0.01, 0.022) * side;
    const depth = random.between(35, 75);
    return {
      light(x: number, y: number) {
        const [dx, dy] = [(x - px) / radius, (y - py) / radius];
        if (dx * dx + dy * dy > 25) return 0;
        const hole = Math.exp(-(dx * dx + dy * dy) / 2);
        const rim = Math.exp(-((dx - 0.8) ** 2 + (dy - 1.2) ** 2));
        return depth * (0.5 * rim - hole);
      },
    };
  });
}

/** A soft irregular patch of another colour: oil or heat. */
function stain(random: Random, side: number): Layer {
  const [cx, cy] = [random.between(0.25, 0.75) * side, random.between(0.25, 0.75) * side];
  const radius = random.between(0.1, 0.2) * side;
  const edge: NoiseField = noiseField(random);
  const [shade, colour] = [random.between(-16, 16), (random.next() < 0.5 ? -1 : 1) * random.between(10, 22)];
  const cover = (x: number, y: number) => {
    const wobble = 1 + 0.45 * edge(x * 0.08, y * 0.08);
    return 1 - smoothstep(0.65, 1.15, Math.hypot(x - cx, y - cy) / (radius * wobble));
  };
  return { light: (x, y) => shade * cover(x, y), warmth: (x, y) => colour * cover(x, y) };
}
