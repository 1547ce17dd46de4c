// All French texts.
import type { Messages } from './en.ts';
import { common } from './fr/common.ts';
import { evaluate } from './fr/evaluate.ts';
import { shell } from './fr/shell.ts';
import { terms } from './fr/terms.ts';
import { use } from './fr/use.ts';

export const fr: Messages = { common, evaluate, shell, terms, use };
