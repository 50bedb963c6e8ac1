import { z } from 'zod';
import { defineApi } from '../platform/http/contract.ts';
import { pageOf, pageQuery } from '../platform/http/paging.ts';

export const reportInput = z.object({
  /** What arrived, pasted or typed. */
  text: z.string().trim().min(1).max(10_000),
  /** The link, where the reporter gives it apart. May be defanged (`acme-okta[.]com`). */
  link: z.string().trim().max(2000).optional(),
  /** Login or e-mail of the reporter. */
  reporter: z.string().trim().toLowerCase().min(1).max(320),
  /** When the message came, by the reporter's word. */
  messageAt: z.number().int().optional(),
  /** Where it came from (number or name), by the reporter's word. */
  from: z.string().trim().max(200).optional(),
  /** "I typed my password or a code there": starts containment for the reporter, without blame. */
  entered: z.boolean().default(false),
});

export const reportWire = z.object({
  reportId: z.string(),
  reporter: z.string(),
  text: z.string(),
  links: z.array(z.string()),
  from: z.string().nullable(),
  entered: z.boolean(),
  messageAt: z.number().int().nullable(),
  receivedAt: z.number().int(),
  verdict: z.enum(['look-alike', 'known-campaign', 'unknown', 'own']),
  incidentId: z.string().nullable(),
});

export type ReportWire = z.output<typeof reportWire>;

export const reportsApi = defineApi({
  submitReport: {
    method: 'POST',
    path: '/api/v1/reports',
    summary: 'An employee reports a message: text, link, reporter.',
    access: 'reports:write',
    body: reportInput,
    response: reportWire,
    audit: 'report.submit',
  },
  listReports: {
    method: 'GET',
    path: '/api/v1/reports',
    summary: 'Reports, newest first.',
    access: 'reports:read',
    query: pageQuery,
    response: pageOf(reportWire),
  },
});
