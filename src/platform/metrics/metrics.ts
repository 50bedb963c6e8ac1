/** Labels of one series: values are escaped when written. */
export type Labels = Readonly<Record<string, string>>;

export interface Counter {
  add(labels?: Labels, by?: number): void;
}

export interface Gauge {
  set(value: number, labels?: Labels): void;
}

export interface Histogram {
  observe(value: number, labels?: Labels): void;
}

export interface Metrics {
  /** Goes up only. Name ends in `_total`. The same name again gives the same counter. */
  counter(name: string, help: string): Counter;
  gauge(name: string, help: string): Gauge;
  /** A gauge that is read when somebody asks. */
  gaugeFrom(name: string, help: string, read: () => number | null): void;
  /** @param buckets upper bounds, ascending */
  histogram(name: string, help: string, buckets?: readonly number[]): Histogram;
  /** Prometheus text exposition format 0.0.4. */
  render(): string;
}

/** Series per metric: label values come from outside now and then, and must not fill the memory. */
const MAX_SERIES = 500;
const OVERFLOW: Labels = { overflow: 'true' };

/** Seconds: from a fast read to a slow containment. */
export const SECONDS_BUCKETS: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

interface Family {
  type: 'counter' | 'gauge' | 'histogram';
  help: string;
  lines(): string[];
}

/** Values by label set, at most {@link MAX_SERIES} of them; what comes later is counted together under `overflow="true"`. */
class Series<T> {
  readonly #byKey = new Map<string, { labels: Labels; value: T }>();
  readonly #make: () => T;

  constructor(make: () => T) {
    this.#make = make;
  }

  at(labels: Labels): { labels: Labels; value: T } {
    const key = JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)));
    const found = this.#byKey.get(key);
    if (found) return found;
    if (this.#byKey.size >= MAX_SERIES && labels !== OVERFLOW) return this.at(OVERFLOW);
    const made = { labels, value: this.#make() };
    this.#byKey.set(key, made);
    return made;
  }

  all(): { labels: Labels; value: T }[] {
    return [...this.#byKey.values()];
  }
}

/** A registry of metrics for one process. */
export function createMetrics(): Metrics {
  const families = new Map<string, Family & { handle?: Counter | Gauge | Histogram }>();

  const register = <H extends Counter | Gauge | Histogram>(
    name: string,
    make: () => { family: Family; handle: H },
  ): H => {
    if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Error(`metric name "${name}" is not snake_case`);
    const found = families.get(name)?.handle;
    if (found) return found as H;
    const made = make();
    families.set(name, { ...made.family, handle: made.handle });
    return made.handle;
  };

  return {
    counter: (name, help) =>
      register<Counter>(name, () => {
        const series = new Series<{ n: number }>(() => ({ n: 0 }));
        const lines = (): string[] => series.all().map(({ labels, value }) => line(name, labels, value.n));
        return {
          family: { type: 'counter', help, lines },
          handle: {
            add(labels = {}, by = 1) {
              series.at(labels).value.n += Math.max(0, by);
            },
          },
        };
      }),
    gauge: (name, help) =>
      register<Gauge>(name, () => {
        const series = new Series<{ n: number }>(() => ({ n: 0 }));
        const lines = (): string[] => series.all().map(({ labels, value }) => line(name, labels, value.n));
        return {
          family: { type: 'gauge', help, lines },
          handle: {
            set(value, labels = {}) {
              series.at(labels).value.n = value;
            },
          },
        };
      }),
    gaugeFrom(name, help, read) {
      const lines = (): string[] => {
        const value = read();
        return value === null ? [] : [line(name, {}, value)];
      };
      families.set(name, { type: 'gauge', help, lines });
    },
    histogram: (name, help, buckets = SECONDS_BUCKETS) =>
      register<Histogram>(name, () => {
        const series = new Series(() => ({ sum: 0, count: 0, buckets: buckets.map(() => 0) }));
        return {
          family: {
            type: 'histogram',
            help,
            lines: () => series.all().flatMap((one) => histogramLines(name, buckets, one)),
          },
          handle: {
            observe(value, labels = {}) {
              const into = series.at(labels).value;
              into.sum += value;
              into.count += 1;
              const bucket = buckets.findIndex((bound) => value <= bound);
              if (bucket >= 0) into.buckets[bucket] = (into.buckets[bucket] ?? 0) + 1;
            },
          },
        };
      }),
    render() {
      const out: string[] = [];
      for (const [name, family] of families) {
        out.push(`# HELP ${name} ${family.help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`);
        out.push(`# TYPE ${name} ${family.type}`, ...family.lines());
      }
      return `${out.join('\n')}\n`;
    },
  };
}

function histogramLines(
  name: string,
  bounds: readonly number[],
  { labels, value }: { labels: Labels; value: { sum: number; count: number; buckets: number[] } },
): string[] {
  const out: string[] = [];
  let below = 0;
  bounds.forEach((bound, i) => {
    below += value.buckets[i] ?? 0;
    out.push(line(`${name}_bucket`, { ...labels, le: String(bound) }, below));
  });
  out.push(line(`${name}_bucket`, { ...labels, le: '+Inf' }, value.count));
  out.push(line(`${name}_sum`, labels, value.sum), line(`${name}_count`, labels, value.count));
  return out;
}

function line(name: string, labels: Labels, value: number): string {
  const inside = Object.entries(labels)
    .map(([key, text]) => `${key.replace(/[^a-zA-Z0-9_]/g, '_')}="${escapeLabel(text)}"`)
    .join(',');
  return `${name}${inside === '' ? '' : `{${inside}}`} ${Number.isFinite(value) ? value : value > 0 ? '+Inf' : 'NaN'}`;
}

/** Backslash, quote and line end are escaped (exposition format); values are cut at 120 characters. */
function escapeLabel(text: string): string {
  return text.slice(0, 120).replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
