/**
 * How attackers build names, for prediction: weights are relative frequencies, rounded, of our own reading of public reports.
 *
 * source: CISA/FBI AA23-320A with its 2025 update; US Department of Justice indictment of November 2024; Google Threat Intelligence
 *   on UNC6661 and UNC6671 (2026); Kintis et al. 2017 (combosquatting) for suffixes
 * version: 2026-11-21 · licence: Apache-2.0 (facts about public documents)
 */

/** `{b}` the brand, `{l}` a lure word. */
export const NAME_PATTERNS: readonly (readonly [pattern: string, weight: number])[] = [
  ['{b}-{l}', 1],
  ['{b}{l}', 0.7],
  ['{l}-{b}', 0.35],
  ['my{b}{l}', 0.25],
  ['my-{b}-{l}', 0.15],
  ['{l}{b}', 0.12],
  ['my-{b}{l}', 0.08],
];

export const HABIT_LURES: readonly (readonly [word: string, weight: number])[] = [
  ['sso', 1],
  ['okta', 0.95],
  ['hr', 0.7],
  ['vpn', 0.65],
  ['internal', 0.6],
  ['help', 0.55],
  ['helpdesk', 0.5],
  ['support', 0.45],
  ['servicedesk', 0.4],
  ['login', 0.35],
  ['corp', 0.35],
  ['mfa', 0.35],
  ['it', 0.3],
  ['access', 0.3],
  ['passkey', 0.3],
  ['servicenow', 0.25],
  ['portal', 0.25],
  ['azure', 0.2],
  ['onelogin', 0.2],
  ['zendesk', 0.2],
  ['citrix', 0.2],
  ['duo', 0.18],
  ['cms', 0.15],
  ['id', 0.15],
  ['ticket', 0.12],
  ['workspace', 0.12],
  ['payroll', 0.12],
  ['benefits', 0.1],
  ['schedule', 0.1],
  ['secure', 0.1],
  ['connect', 0.1],
  ['staff', 0.08],
  ['employee', 0.08],
  ['2fa', 0.08],
  ['verify', 0.08],
  ['cdn', 0.06],
];

export const HABIT_SUFFIXES: readonly (readonly [suffix: string, weight: number])[] = [
  ['com', 1],
  ['net', 0.3],
  ['org', 0.15],
  ['co', 0.06],
  ['us', 0.05],
  ['info', 0.04],
  ['cloud', 0.03],
  ['support', 0.03],
  ['help', 0.03],
];

/** Letters that are swapped for others that look alike, in ASCII. */
export const ASCII_SWAPS: readonly (readonly [from: string, to: string])[] = [
  ['i', 'l'],
  ['l', 'i'],
  ['l', '1'],
  ['i', '1'],
  ['o', '0'],
  ['m', 'rn'],
  ['w', 'vv'],
  ['rn', 'm'],
  ['d', 'cl'],
];
