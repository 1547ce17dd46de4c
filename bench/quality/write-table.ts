// node bench/quality/write-table.ts [results file]
// Writes the table of the results into docs/design/learning.md.

import { writeSection } from '../marked-section.ts';
import { benchPath } from '../sides.ts';
import { readCellResults } from './results-file.ts';
import { qualityMarkdown } from './table.ts';

const results = readCellResults(process.argv[2] ?? benchPath('quality/results.jsonl'));
writeSection(benchPath('../docs/design/learning.md'), 'quality', qualityMarkdown(results));
