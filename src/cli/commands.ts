import type { Command } from './command.ts';

/** A command as the overview lists it. Its code is read only when it is called: `check` must not wait for a server's. */
export interface ListedCommand {
  name: string;
  summary: string;
  load(): Promise<Command>;
}

/** Every command, in the order of the help. */
export const COMMANDS: readonly ListedCommand[] = [
  {
    name: 'up',
    summary: 'Start Breakwater (what npm start does).',
    load: async () => (await import('./up.ts')).upCommand,
  },
  {
    name: 'rehearse',
    summary: 'Attack a simulated company and watch Breakwater see it, join it and shut it off.',
    load: async () => (await import('./rehearse.ts')).rehearseCommand,
  },
  {
    name: 'import',
    summary: 'Read a folder of logs and say what is in it. No credential needed.',
    load: async () => (await import('./import.ts')).importCommand,
  },
  {
    name: 'check',
    summary: 'Judge hostnames: do they imitate one of your brands, and how?',
    load: async () => (await import('./check.ts')).checkCommand,
  },
  {
    name: 'scan',
    summary: 'Find the look-alikes in a list of names, of any kind and size.',
    load: async () => (await import('./scan/scan.ts')).scanCommand,
  },
  {
    name: 'predict',
    summary: 'Name the look-alikes of a brand that are most worth watching.',
    load: async () => (await import('./predict.ts')).predictCommand,
  },
  {
    name: 'rules',
    summary: 'Check a folder of Sigma rules, or run the tests beside them.',
    load: async () => (await import('./rules/rules.ts')).rulesCommand,
  },
  {
    name: 'detect',
    summary: 'Run Sigma rules over logs, one finding a line.',
    load: async () => (await import('./detect/detect.ts')).detectCommand,
  },
  {
    name: 'normalise',
    summary: 'Turn logs of identity providers and applications into OCSF, one event a line.',
    load: async () => (await import('./normalise.ts')).normaliseCommand,
  },
  {
    name: 'doctor',
    summary: 'Try everything Breakwater depends on and say what is wrong.',
    load: async () => (await import('./doctor.ts')).doctorCommand,
  },
  {
    name: 'backup',
    summary: 'Copy everything but the sealing key into a new folder.',
    load: async () => (await import('./backup.ts')).backupCommand,
  },
  {
    name: 'restore',
    summary: 'Bring a backup back into an empty data folder.',
    load: async () => (await import('./restore.ts')).restoreCommand,
  },
  {
    name: 'release',
    summary: 'Let a restored copy act again.',
    load: async () => (await import('./release.ts')).releaseCommand,
  },
  {
    name: 'link',
    summary: 'Make a one-time link: first sign-in, or recovery of a lost key.',
    load: async () => (await import('./link.ts')).linkCommand,
  },
  {
    name: 'config',
    summary: 'Show the configuration that holds (config print).',
    load: async () => (await import('./config.ts')).configCommand,
  },
  {
    name: 'version',
    summary: 'Say which Breakwater and which Node this is.',
    load: async () => (await import('./version.ts')).versionCommand,
  },
];
