import pino from 'pino';
import { systemClock, type Clock } from '../../base/clock.ts';
import type { Log } from './log.ts';
import { prettyLine } from './pretty-line.ts';
import { redactFields } from './redact.ts';

export interface LogOptions {
  level: 'debug' | 'info' | 'warn' | 'error';
  /** Where entries go, one call per line: standard error when absent. */
  write?: (line: string) => void;
  /** True for a terminal: coloured lines for people instead of JSON. */
  pretty: boolean;
  /** Writes logins, addresses and host names. Off by default, so that logs can be shipped anywhere. */
  logPersonalData: boolean;
  /** The system's when absent. */
  clock?: Clock;
}

/** The program's log on pino: one JSON line per entry, without personal data unless asked, secrets never. */
export function createLog(options: LogOptions): Log {
  const write = options.write ?? ((line: string): void => void process.stderr.write(line));
  const clock = options.clock ?? systemClock;
  const stream = {
    write: (line: string): void => write(options.pretty ? `${prettyLine(line.trimEnd())}\n` : line),
  };
  const logger = pino(
    {
      level: options.level,
      base: null,
      timestamp: () => `,"time":"${new Date(clock.now()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    stream,
  );
  return wrap(logger, options.logPersonalData, {});
}

function wrap(logger: pino.Logger, personal: boolean, bound: Record<string, unknown>): Log {
  const at =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (fields: Record<string, unknown>, message: string): void => {
      // Redaction costs: not for entries that nobody will see.
      if (logger.isLevelEnabled(level)) logger[level]({ ...bound, ...redactFields(fields, personal) }, message);
    };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (fields) => wrap(logger, personal, { ...bound, ...redactFields(fields, personal) }),
  };
}
