// What augmentation does to one picture, drawn from the seed, the epoch and the example and nothing else.
import type { AugmentationOptions } from './data-options.ts';
import type { Random } from './random.ts';

/** Where the output looks in the source, in source pixels. */
export interface Geometry {
  readonly centreX: number;
  readonly centreY: number;
  /** Size of the region looked at, before rotation; negative: mirrored. */
  readonly width: number;
  readonly height: number;
  /** Counter-clockwise rotation of the content. */
  readonly radians: number;
}

/** Factors as torchvision's `adjust_*` take them; 1 (hue: 0) changes nothing. */
export interface ColourChange {
  readonly brightness: number;
  readonly contrast: number;
  readonly saturation: number;
  readonly hue: number;
}

export interface AugmentationDraw {
  readonly geometry: Geometry;
  readonly colour: ColourChange;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const logRatio = Math.log(4 / 3);

/** Random resized crop: area in [minCropArea, 1], aspect ratio in [3/4, 4/3], else the centre. Source: Inception (Szegedy et al. 2015). */
function drawCrop(
  source: Size,
  target: Size,
  minCropArea: number,
  random: Random,
): Omit<Geometry, 'radians'> {
  const area = source.width * source.height;
  const shape = target.width / target.height;
  for (let attempt = 0; attempt < 10; attempt++) {
    const cropArea = area * random.between(minCropArea, 1);
    const ratio = shape * Math.exp(random.between(-logRatio, logRatio));
    const width = Math.round(Math.sqrt(cropArea * ratio));
    const height = Math.round(Math.sqrt(cropArea / ratio));
    if (width < 1 || height < 1 || width > source.width || height > source.height) continue;
    const left = random.below(source.width - width + 1);
    const top = random.below(source.height - height + 1);
    return { centreX: left + width / 2, centreY: top + height / 2, width, height };
  }
  return centreCrop(source, target);
}

function centreCrop(source: Size, target: Size): Omit<Geometry, 'radians'> {
  const scale = Math.min(source.width / target.width, source.height / target.height);
  const crop = { width: target.width * scale, height: target.height * scale };
  return { centreX: source.width / 2, centreY: source.height / 2, ...crop };
}

function factor(strength: number, random: Random): number {
  return random.between(Math.max(0, 1 - strength), 1 + strength);
}

/** Draws one augmentation of a picture of size `source` for a network input of size `target`, pixels. */
export function drawAugmentation(
  source: Size,
  target: Size,
  options: { readonly augmentation: AugmentationOptions; readonly random: Random },
): AugmentationDraw {
  const { augmentation, random } = options;
  const crop =
    augmentation.minCropArea < 1
      ? drawCrop(source, target, augmentation.minCropArea, random)
      : centreCrop(source, target);
  const flipX = augmentation.horizontalFlip && random.next() < 0.5 ? -1 : 1;
  const flipY = augmentation.verticalFlip && random.next() < 0.5 ? -1 : 1;
  const degrees = random.between(-augmentation.rotationDegrees, augmentation.rotationDegrees);
  const geometry = {
    ...crop,
    width: crop.width * flipX,
    height: crop.height * flipY,
    radians: (degrees * Math.PI) / 180,
  };
  const colour = {
    brightness: factor(augmentation.brightness, random),
    contrast: factor(augmentation.contrast, random),
    saturation: factor(augmentation.saturation, random),
    hue: random.between(-augmentation.hue, augmentation.hue),
  };
  return { geometry, colour };
}
