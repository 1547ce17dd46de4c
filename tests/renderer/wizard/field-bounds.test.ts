import { fireEvent, screen } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { optionsOf, rangeOf } from '../../../src-main/api/contract/recipe-bounds.ts';
import { i18n } from '../../../src-renderer/lib/i18n/i18n.svelte.ts';
import { Draft } from '../../../src-renderer/routes/wizard/draft.svelte.ts';
import FieldList from '../../../src-renderer/routes/wizard/fields/FieldList.svelte';
import {
  adaptationFields,
  augmentationFields,
  hyperparameterGroups,
  pictureFields,
  textFields,
} from '../../../src-renderer/routes/wizard/fields/recipe-fields.ts';
import { renderScreen } from '../render-screen.ts';
import { readyRecipe, wizardApi } from './wizard-fakes.ts';

const fields = [
  ...hyperparameterGroups.flatMap((group) => group.fields),
  ...adaptationFields,
  ...pictureFields,
  ...augmentationFields,
  ...textFields,
];

describe('the fields of the wizard', () => {
  it('have ends and choices in the schema of recipes, and words for each choice', () => {
    const words: object = i18n.t.fieldValues;
    for (const field of fields)
      if (field.kind === 'slider') {
        const { min, max } = rangeOf(field.path, field.step);
        expect(max).toBeGreaterThan(min);
      } else if (field.kind === 'select')
        for (const option of optionsOf(field.path)) expect(words).toHaveProperty(option);
  });

  it('show a value that the schema allows where it is, however far it lies from the usual', () => {
    const api = wizardApi();
    const draft = new Draft(api, { id: 'd1', recipe: { ...readyRecipe, adaptation: { layerDecay: 0.3 } } });
    renderScreen(FieldList, { api, props: { draft, fields: adaptationFields } });
    const slider = screen.getByRole<HTMLInputElement>('slider', { name: /Rate from layer to layer/ });
    expect([slider.min, slider.max, slider.value]).toEqual(['0.01', '1', '0.3']);
  });

  it('leave how texts are pooled to the program until the person chooses, and only for weights of texts', async () => {
    const api = wizardApi();
    const texts = { ...readyRecipe, task: 'text-classification', model: { weights: 'minilm' } };
    const draft = new Draft(api, { id: 'd1', recipe: texts });
    renderScreen(FieldList, { api, props: { draft, fields: adaptationFields } });
    const select = screen.getByRole<HTMLSelectElement>('combobox', { name: /become one vector/ });
    expect([...select.options].map(({ text }) => text)).toEqual([
      'Automatic',
      'Mean of the tokens',
      'First token',
      'Pooler',
    ]);
    expect(select.value).toBe('');
    await fireEvent.change(select, { target: { value: 'first' } });
    expect(draft.written('model.pooling')).toBe('first');
    await fireEvent.change(select, { target: { value: '' } });
    expect(draft.written('model.pooling')).toBeUndefined();
  });

  it('speak of pooling to nobody who has pictures', () => {
    const api = wizardApi();
    const draft = new Draft(api, {
      id: 'd1',
      recipe: { ...readyRecipe, task: 'image-classification', model: { weights: 'finesse-resnet-10' } },
    });
    renderScreen(FieldList, { api, props: { draft, fields: adaptationFields } });
    expect(screen.queryByRole('combobox', { name: /become one vector/ })).toBeNull();
  });
});
