// The colours and type of the charts, read from the design tokens, so that charts follow the theme.

const tokens = {
  text: '--text',
  muted: '--text-muted',
  faint: '--text-faint',
  line: '--line',
  lineStrong: '--line-strong',
  surface: '--surface-raised',
  sunken: '--surface-sunken',
  accent: '--accent-text',
  accentSoft: '--accent-soft',
  good: '--good',
  caution: '--caution',
  bad: '--bad',
} as const;

export interface ChartTheme extends Readonly<Record<keyof typeof tokens, string>> {
  readonly font: string;
  /** Colours of series, in order. */
  readonly series: string[];
}

const numSeries = 8;

/** Resolves the tokens as they stand now. `light-dark()` is only resolved on an element, hence the probe. */
export function readChartTheme(): ChartTheme {
  const probe = document.createElement('span');
  probe.hidden = true;
  document.body.append(probe);
  const colour = (name: string) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const colours = Object.fromEntries(Object.entries(tokens).map(([key, name]) => [key, colour(name)]));
  const series = Array.from({ length: numSeries }, (_, at) => colour(`--series-${at + 1}`));
  const font = getComputedStyle(document.body).fontFamily;
  probe.remove();
  return { ...(colours as Record<keyof typeof tokens, string>), font, series }; // one entry for each token
}
