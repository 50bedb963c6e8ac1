import type { Milestone } from './ports.ts';

/**
 * When Cloudflare reached the same milestones on 20 July 2022, in milliseconds from the first text (22:49:00 UTC).
 * Source: Cloudflare, "The mechanics of a sophisticated phishing scam and how we stopped it" (2022): domain registered
 * 22:13:04, first report 22:50, credentials and sessions reset 23:37. Their own monitoring of registrations did not see the
 * domain in time, so that milestone has no time of its own before the first report.
 */
export const ORIGINAL_SINCE_LURE_MS: Readonly<Record<Milestone, number | null>> = {
  certified: null,
  'look-alike-found': 60_000,
  'first-report': 60_000,
  'stolen-sign-in-found': null,
  'authenticator-found': null,
  contained: 2_880_000,
};

/** The order in which the milestones are shown. */
export const MILESTONES: readonly Milestone[] = [
  'certified',
  'look-alike-found',
  'first-report',
  'stolen-sign-in-found',
  'authenticator-found',
  'contained',
];
