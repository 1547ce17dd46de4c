// Which file imports which, of the TypeScript and the components under a folder. Imports of types only are told apart:
// they are gone when the program runs.
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

export interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

/** Every import of one file by another under `folder`, `import()` included; paths relative to the repository, with `/`. */
export function importsUnder(folder: string): readonly Import[] {
  const files = globSync(`${folder}/**/*.{ts,svelte}`).map((file) => file.replaceAll('\\', '/'));
  const known = new Set(files);
  return files.toSorted().flatMap((from) =>
    importsOf(from).flatMap(({ path, typeOnly }) => {
      const to = join(dirname(from), path).replaceAll('\\', '/');
      return path.startsWith('.') && known.has(to) ? [{ from, to, typeOnly }] : [];
    }),
  );
}

function importsOf(file: string): { readonly path: string; readonly typeOnly: boolean }[] {
  const text = readFileSync(file, 'utf8');
  const script = file.endsWith('.svelte')
    ? (/<script lang="ts">(.*?)<\/script>/s.exec(text)?.[1] ?? '')
    : text;
  const source = ts.createSourceFile(file, script, ts.ScriptTarget.Latest, false);
  const found: { path: string; typeOnly: boolean }[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier)
      found.push({ path: textOf(node.moduleSpecifier), typeOnly: isTypeOnly(node) });
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      found.push({ path: textOf(node.arguments[0]!), typeOnly: false });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function textOf(node: ts.Node): string {
  return ts.isStringLiteral(node) ? node.text : '';
}

/** `import { type A }` still loads the file; `import type` does not. */
function isTypeOnly(node: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  return ts.isExportDeclaration(node)
    ? node.isTypeOnly
    : node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
}

/** The groups of files that reach each other, by Tarjan's algorithm; each sorted. */
export function circles(imports: readonly Pick<Import, 'from' | 'to'>[]): readonly (readonly string[])[] {
  const next = Map.groupBy(imports, ({ from }) => from);
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const found: string[][] = [];
  const visit = (file: string): number => {
    const own = order.size;
    order.set(file, own);
    lowest.set(file, own);
    open.push(file);
    for (const { to } of next.get(file) ?? []) {
      const reached = order.has(to) ? (open.includes(to) ? order.get(to)! : own) : visit(to);
      lowest.set(file, Math.min(lowest.get(file)!, reached));
    }
    if (lowest.get(file) === own) {
      const group = open.splice(open.indexOf(file));
      if (group.length > 1) found.push(group.sort());
    }
    return lowest.get(file)!;
  };
  for (const file of next.keys()) if (!order.has(file)) visit(file);
  return found;
}
