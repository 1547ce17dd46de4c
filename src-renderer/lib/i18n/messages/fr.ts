// All French texts.
import type { Messages } from './en.ts';
import { common } from './fr/common.ts';
import { shell } from './fr/shell.ts';
import { terms } from './fr/terms.ts';

export const fr: Messages = { common, shell, terms };
