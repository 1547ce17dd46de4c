// `finesse card <run>`: the model card of a finished run, as Markdown.
import { type Command, Option } from 'commander';
import { withStore } from './cli-store.ts';
import { print } from './output.ts';

interface CardOptions {
  readonly locale: 'en' | 'fr';
  readonly out?: string;
}

export function addCard(program: Command): void {
  program
    .command('card')
    .description('write the model card of a finished run: data, settings, test metrics, limits')
    .argument('<run>', 'id of the run, or its beginning')
    .addOption(new Option('--locale <locale>', 'language').choices(['en', 'fr']).default('en'))
    .option('--out <file>', 'file to write; the terminal when absent')
    .addHelpText('after', '\nExamples:\n  finesse card 7k2m\n  finesse card 7k2m --locale fr --out README.md')
    .action(async (run: string, options: CardOptions, command: Command) => {
      const { finishedRun } = await import('../jobs/finished-run.ts');
      const { modelCardOf, saveModelCard } = await import('../jobs/model-card.ts');
      const markdown = await withStore(command, (store) =>
        modelCardOf(store, finishedRun(store, run), options.locale),
      );
      // Names in it are escaped as Markdown, in one line each.
      if (options.out === undefined) return print(markdown.trimEnd().split('\n'));
      print(saveModelCard(options.out, markdown).path);
    });
}
