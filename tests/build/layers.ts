// The layers of src-main: one table, of which the rules of the linter (biome.json) and the table of docs/layout.md are
// made. `npm run docs` writes both; layers.test.ts fails when they are not current, and looks at every import itself.
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const leaf = ['facts'];
const models = ['engine', 'formats', ...leaf];
const library = ['models', 'data', ...models];
const training = ['library', 'evaluation', ...library];
const jobs = ['training', 'store', ...training];
const api = ['jobs', ...jobs];

/** Folder -> the folders it may import from, itself and the files beside the folders apart. Highest first. */
export const layers: Readonly<Record<string, readonly string[]>> = {
  cli: ['desktop', 'server', 'api', ...api],
  desktop: ['api', ...api],
  server: ['api', ...api],
  api,
  jobs,
  training,
  library,
  models,
  store: leaf,
  data: leaf,
  evaluation: leaf,
  formats: leaf,
  engine: leaf,
  facts: [],
};

const folders = Object.keys(layers);
const root = resolve(import.meta.dirname, '../..');
const lintFile = resolve(root, 'biome.json');
const layoutFile = resolve(root, 'docs/layout.md');

interface Override {
  readonly includes: readonly string[];
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'nothing' : names.join(', ');
}

/** As biome.json has it for one folder; undefined where everything is allowed. */
function ruleOf(folder: string): Override | undefined {
  const allowed = layers[folder]!;
  const others = folders.filter((other) => other !== folder && !allowed.includes(other));
  if (others.length === 0) return undefined;
  const message = `Imports run one way: ${folder} may import from ${listed(allowed)}.`;
  const patterns = [{ group: others.map((other) => `**/../${other}/**`), message }];
  const noRestrictedImports = { level: 'error', options: { patterns } };
  const override = {
    includes: [`src-main/${folder}/**`],
    linter: { rules: { style: { noRestrictedImports } } },
  };
  return override;
}

/** Rules of folders by the table, everything else as it stands. */
export function lintText(): string {
  const { overrides, ...config } = JSON.parse(readFileSync(lintFile, 'utf8')) as { overrides: Override[] }; // ours
  const own = overrides.filter(({ includes }) => !/^src-main\/[a-z]+\/\*\*$/.test(includes[0] ?? ''));
  const made = folders.flatMap((folder) => ruleOf(folder) ?? []);
  return `${JSON.stringify({ ...config, overrides: [...made, ...own] }, null, 2)}\n`;
}

const tableHead = '| Folder | May import from |\n| --- | --- |\n';

/** docs/layout.md with its table made anew. */
export function layoutText(): string {
  const text = readFileSync(layoutFile, 'utf8');
  const rows = folders.map((folder) => {
    const names = layers[folder]!.map((name) => `\`${name}\``);
    return `| \`${folder}\` | ${listed(names)} |`;
  });
  const start = text.indexOf(tableHead);
  if (start < 0) throw new RangeError('docs/layout.md has no table of layers');
  const end = text.indexOf('\n\n', start);
  return `${text.slice(0, start)}${tableHead}${rows.join('\n')}${text.slice(end)}`;
}

export const layerDocuments = [
  { file: lintFile, text: lintText },
  { file: layoutFile, text: layoutText },
] as const;

if (import.meta.main) for (const { file, text } of layerDocuments) writeFileSync(file, text());
