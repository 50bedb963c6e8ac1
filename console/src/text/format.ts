/** Numbers and times as the console shows them. Pure: zone and "now" are given. Times in milliseconds UTC. */

const NUMBER = new Intl.NumberFormat('en');

/** 12345 → "12,345". */
export function formatCount(count: number): string {
  return NUMBER.format(count);
}

/** Bytes in words: "1.4 MB" (decimal units). */
export function formatBytes(sizeBytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = sizeBytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** A length of time in at most two units: "0.4 s", "12 s", "4 min 10 s", "35 min", "2 h 5 min", "3 d 4 h". The sign is dropped. */
export function formatDuration(durationMs: number): string {
  const ms = Math.abs(durationMs);
  if (ms < 1000) return ms < 100 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
  if (ms < 10_000) return `${trimZero((ms / 1000).toFixed(1))} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 600) return two(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 24 * 60) return two(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(minutes / 60);
  return two(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function two(first: number, firstUnit: string, second: number, secondUnit: string): string {
  return second === 0 ? `${first} ${firstUnit}` : `${first} ${firstUnit} ${second} ${secondUnit}`;
}

function trimZero(text: string): string {
  return text.endsWith('.0') ? text.slice(0, -2) : text;
}

const YEAR_S = 365.25 * 86_400;

/** How long ago, coarse enough to glance at: "now", "8 s ago", "4 min ago", "3 h ago", "2 d ago", "5 y ago"; "in 5 min" for what is to come. */
export function formatAgo(atMs: number, nowMs: number): string {
  const delta = nowMs - atMs;
  const seconds = Math.abs(delta) / 1000;
  if (seconds < 1.5) return 'now';
  const text =
    seconds < 60
      ? `${Math.floor(seconds)} s`
      : seconds < 3600
        ? `${Math.floor(seconds / 60)} min`
        : seconds < 86_400
          ? `${Math.floor(seconds / 3600)} h`
          : seconds < 2 * YEAR_S
            ? `${Math.floor(seconds / 86_400)} d`
            : `${Math.floor(seconds / YEAR_S)} y`;
  return delta >= 0 ? `${text} ago` : `in ${text}`;
}

const CLOCKS = new Map<string, Intl.DateTimeFormat>();

function partsFormat(zone: string): Intl.DateTimeFormat {
  const known = CLOCKS.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  CLOCKS.set(zone, made);
  return made;
}

interface ClockParts {
  day: string;
  year: string;
  time: string;
}

function clockParts(atMs: number, zone: string): ClockParts {
  const found: Record<string, string> = {};
  for (const part of partsFormat(zone).formatToParts(atMs)) found[part.type] = part.value;
  return {
    day: `${found.day} ${found.month}`,
    year: found.year ?? '',
    time: `${found.hour}:${found.minute}:${found.second}`,
  };
}

/** The time of day in a zone: "22:49:03", with tenths when asked ("22:49:03.4"). */
export function formatTimeOfDay(atMs: number, zone: string, tenths = false): string {
  const { time } = clockParts(atMs, zone);
  return tenths ? `${time}.${Math.floor((((atMs % 1000) + 1000) % 1000) / 100)}` : time;
}

/** The day in a zone: "20 Jul", with the year when it is not that of `nowMs`. */
export function formatDay(atMs: number, nowMs: number, zone: string): string {
  const at = clockParts(atMs, zone);
  return at.year === clockParts(nowMs, zone).year ? at.day : `${at.day} ${at.year}`;
}

/** Time of day when it is the day of `nowMs`, else day and time: "22:49:03" or "20 Jul 22:49". */
export function formatMoment(atMs: number, nowMs: number, zone: string): string {
  const at = clockParts(atMs, zone);
  const now = clockParts(nowMs, zone);
  if (at.day === now.day && at.year === now.year) return at.time;
  return `${formatDay(atMs, nowMs, zone)} ${at.time.slice(0, 5)}`;
}

/** Everything about a moment, for hovering: the zone's time and UTC. "20 Jul 2022, 15:49:03 Europe/Berlin · 13:49:03.412 UTC". */
export function formatFull(atMs: number, zone: string): string {
  const at = clockParts(atMs, zone);
  const utc = new Date(atMs).toISOString();
  return `${at.day} ${at.year}, ${at.time} ${zone} · ${utc.slice(0, 10)} ${utc.slice(11, 23)} UTC`;
}

/** Time from the first lure: "T+2:51", "T−35:00", "T+1:03:20". */
export function formatSinceLure(sinceLureMs: number): string {
  const sign = sinceLureMs < 0 ? '−' : '+';
  const seconds = Math.floor(Math.abs(sinceLureMs) / 1000);
  const pad = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return hours > 0
    ? `T${sign}${hours}:${pad(minutes)}:${pad(seconds % 60)}`
    : `T${sign}${minutes}:${pad(seconds % 60)}`;
}
