import { expect, it } from 'vitest';
import { createMetrics } from './metrics.ts';

it('writes counters, gauges and histograms in the Prometheus text format', () => {
  const metrics = createMetrics();
  metrics.counter('records_total', 'Records read.').add({ source: 'okta' }, 3);
  metrics.counter('records_total', 'Records read.').add({ source: 'okta' });
  metrics.gauge('queue_length', 'Waiting.').set(7);
  metrics.gaugeFrom('up', 'One while well.', () => 1);
  const seconds = metrics.histogram('took_seconds', 'How long.', [0.1, 1]);
  for (const value of [0.05, 0.5, 5]) seconds.observe(value, { route: '/a' });
  expect(metrics.render().trimEnd().split('\n')).toEqual([
    '# HELP records_total Records read.',
    '# TYPE records_total counter',
    'records_total{source="okta"} 4',
    '# HELP queue_length Waiting.',
    '# TYPE queue_length gauge',
    'queue_length 7',
    '# HELP up One while well.',
    '# TYPE up gauge',
    'up 1',
    '# HELP took_seconds How long.',
    '# TYPE took_seconds histogram',
    'took_seconds_bucket{route="/a",le="0.1"} 1',
    'took_seconds_bucket{route="/a",le="1"} 2',
    'took_seconds_bucket{route="/a",le="+Inf"} 3',
    'took_seconds_sum{route="/a"} 5.55',
    'took_seconds_count{route="/a"} 3',
  ]);
});

it('escapes hostile label values', () => {
  const metrics = createMetrics();
  metrics.counter('x_total', 'X.').add({ who: 'a"} 1\nfake_total 9\\' });
  expect(metrics.render()).toContain('x_total{who="a\\"} 1\\nfake_total 9\\\\"} 1');
});

it('bounds the number of series and keeps the sum right', () => {
  const metrics = createMetrics();
  const counter = metrics.counter('x_total', 'X.');
  for (let i = 0; i < 2000; i += 1) counter.add({ who: String(i) });
  const lines = metrics
    .render()
    .split('\n')
    .filter((line) => line.startsWith('x_total'));
  expect(lines).toHaveLength(501);
  expect(lines.at(-1)).toBe('x_total{overflow="true"} 1500');
});

it('gives the same counter for the same labels in any order', () => {
  const metrics = createMetrics();
  const counter = metrics.counter('x_total', 'X.');
  counter.add({ a: '1', b: '2' });
  counter.add({ b: '2', a: '1' });
  expect(metrics.render()).toContain('x_total{a="1",b="2"} 2');
});
