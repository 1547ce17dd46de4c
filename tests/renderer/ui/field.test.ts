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

  it('keeps the value where the text is no number, and says so', async () => {
    const onchange = vi.fn();
    render(NumberInput, { value: 3, onchange, label: 'epochs' });
    await fireEvent.input(screen.getByLabelText('epochs'), { target: { value: 'many' } });
    expect(onchange).not.toHaveBeenCalled();
    expect(screen.getByRole('status').textContent).toContain('“many” is no number; 3 is kept.');
    const input = screen.getByLabelText<HTMLInputElement>('epochs');
    await fireEvent.blur(input);
    expect(input.value).toBe('3');
    await expectAccessible();
  });

  it('tells an emptied field as undefined', async () => {
    const onchange = vi.fn();
    render(NumberInput, { value: 3, onchange, label: 'epochs' });
    await fireEvent.input(screen.getByLabelText('epochs'), { target: { value: '' } });
    expect(onchange).toHaveBeenLastCalledWith(undefined);
  });
});
