// In the place of `lib/charts/echarts.ts`: jsdom has no canvas. What charts draw is tested in their pure functions, and
// in Chromium. An alias, since `vi.mock` lets all but the first of several charts that ask at once through to ECharts.
const chart = {
  on() {},
  getZr: () => ({ on() {} }),
  setOption() {},
  resize() {},
  dispose() {},
  dispatchAction() {},
};

export const init = () => ({ ...chart });
export const connect = () => undefined;
