import { domainMigrations } from '../domains/migrations.ts';
import { identityMigrations } from '../identity/migrations.ts';
import { incidentMigrations } from '../incidents/migrations.ts';
import { notifyMigrations } from '../notify/migrations.ts';
import { auditMigrations } from '../platform/audit/migrations.ts';
import { authMigrations } from '../platform/auth/migrations.ts';
import { httpMigrations } from '../platform/http/migrations.ts';
import { liveMigrations } from '../platform/live/migrations.ts';
import { outboxMigrations } from '../platform/outbox/migrations.ts';
import { secretMigrations } from '../platform/secrets/migrations.ts';
import { sourceMigrations } from '../platform/sources/migrations.ts';
import type { MigrationSet } from '../platform/store/db.ts';
import { rehearsalMigrations } from '../rehearsal/migrations.ts';
import { reportMigrations } from '../reports/migrations.ts';
import { responseMigrations } from '../response/migrations.ts';

/** The schema of every room. The order is that of creation; rooms do not refer to each other's tables. */
export const allMigrations: readonly MigrationSet[] = [
  secretMigrations,
  auditMigrations,
  authMigrations,
  httpMigrations,
  liveMigrations,
  outboxMigrations,
  sourceMigrations,
  identityMigrations,
  domainMigrations,
  reportMigrations,
  incidentMigrations,
  responseMigrations,
  notifyMigrations,
  rehearsalMigrations,
];
