// All English texts, one file a screen. Their shape is the contract that every other language has to fulfil.
import { common } from './en/common.ts';
import { evaluate } from './en/evaluate.ts';
import { shell } from './en/shell.ts';
import { terms } from './en/terms.ts';
import { use } from './en/use.ts';

export const en = { common, evaluate, shell, terms, use };

export type Messages = typeof en;
