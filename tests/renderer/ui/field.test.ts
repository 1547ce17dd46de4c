import { fireEvent, render, screen } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import NumberInput from '../../../src-renderer/lib/ui/NumberInput.svelte';
import { expectAccessible } from '../accessibility.ts';

describe('NumberInput', () => {
  it('shows small rates as people write them and reads both decimal marks', async () => {
    const onchange = vi.fn();
    render(NumberInput, { value: 5e-5, onchange, label: 'learning rate' });
    const input = screen.getByLabelText<HTMLInputElement>('learning rate');
    expect(input.value).toBe('5e-5');
    await fireEvent.input(input, { target: { value: '0,003' } });
    expect(onchange).toHaveBeenLastCalledWith(0.003);
  });

  it('tells an empty or impossible text as undefined', async () => {
    const onchange = vi.fn();
    render(NumberInput, { value: 3, onchange, label: 'epochs' });
    await fireEvent.input(screen.getByLabelText('epochs'), { target: { value: 'many' } });
    expect(onchange).toHaveBeenLastCalledWith(undefined);
    await expectAccessible();
  });
});
