import { z } from 'zod';
import { defineApi } from '../platform/http/contract.ts';
import { okWire } from '../platform/http/wire.ts';
import { elsewhereApi } from './elsewhere/api.ts';
import { enrichApi } from './enrich/api.ts';
import { feedsApi } from './feeds/api.ts';
import { lifeApi, verdictWire } from './life/api.ts';
import { logsApi } from './logs/api.ts';
import { luresApi } from './lures/api.ts';
import { ownedApi } from './owned/api.ts';
import { takedownApi } from './takedown/api.ts';

const name = z.string().trim().min(2).max(100);
const hostname = z.string().trim().toLowerCase().min(1).max(253);

export const brandInput = z.object({
  name,
  domains: z.array(hostname).min(1).max(1000),
  aliases: z.array(name).max(100).default([]),
});

export const brandWire = z.object({
  brandId: z.string(),
  name: z.string(),
  domains: z.array(z.string()),
  aliases: z.array(z.string()),
  /** True when set by breakwater.yaml: shown read-only. */
  readOnly: z.boolean(),
  /** Of the name and aliases, those that no host name could hold: fewer than 2 or more than 48 Latin letters or digits. */
  notLookedFor: z.array(z.string()),
  /** False where nothing of the brand is looked for, the labels of its domains included: its domains are only kept from alarms. */
  isLookedFor: z.boolean(),
});

export const predictionWire = z.object({
  host: z.string(),
  /** Relative likelihood, 1 for the commonest habit. */
  weight: z.number(),
  class: z.string(),
  score: z.number(),
  lure: z.array(z.string()),
});

export type VerdictWire = z.output<typeof verdictWire>;

/** Endpoints of the room itself. */
export const rootApi = defineApi({
  listBrands: {
    method: 'GET',
    path: '/api/v1/brands',
    summary: 'Brands to protect, with their own domains and aliases.',
    access: 'domains:read',
    response: z.object({ items: z.array(brandWire) }),
  },
  putBrand: {
    method: 'POST',
    path: '/api/v1/brands',
    summary: 'Adds a brand, or replaces the one of the same name.',
    access: 'settings:write',
    body: brandInput,
    response: brandWire,
    audit: 'brand.put',
    fresh: 'people',
  },
  deleteBrand: {
    method: 'DELETE',
    path: '/api/v1/brands/:brandId',
    summary: 'Stops protecting a brand. Findings about it stay.',
    access: 'settings:write',
    params: z.object({ brandId: z.string().max(100) }),
    response: okWire,
    audit: 'brand.delete',
    fresh: 'people',
  },
  predictLookAlikes: {
    method: 'POST',
    path: '/api/v1/brands/predict',
    summary: 'The look-alikes of a brand most worth watching, likeliest first. The brand need not be protected yet.',
    access: 'domains:read',
    body: brandInput.extend({ limit: z.number().int().min(1).max(200).default(30) }),
    response: z.object({ items: z.array(predictionWire) }),
  },
  checkHosts: {
    method: 'POST',
    path: '/api/v1/check',
    summary: 'Judges hostnames against the brands: verdict, class, why.',
    access: 'domains:read',
    body: z.object({ hosts: z.array(z.string().max(2000)).min(1).max(1000) }),
    response: z.object({ items: z.array(verdictWire) }),
  },
  listCertificateLogs: {
    method: 'GET',
    path: '/api/v1/certificate-logs',
    summary: 'The certificate logs that are read.',
    access: 'sources:read',
    response: z.object({
      items: z.array(
        z.object({
          sourceId: z.string(),
          monitoringUrl: z.string(),
          origin: z.string(),
          readOnly: z.boolean(),
          /** True when the log list brought it. */
          listed: z.boolean(),
        }),
      ),
    }),
  },
  addCertificateLog: {
    method: 'POST',
    path: '/api/v1/certificate-logs',
    summary:
      'Reads a static-ct certificate log from its monitoring URL, which must be public: one inside is set in breakwater.yaml.',
    access: 'settings:write',
    body: z.object({
      monitoringUrl: z.url({ protocol: /^https?$/ }).max(500),
      origin: z.string().trim().min(1).max(300),
      /** The log's public key: base64 of its SubjectPublicKeyInfo. */
      publicKey: z.string().trim().min(40).max(1000),
      /** Where a first read begins: at the newest entry, or with the log's first. */
      startAt: z.enum(['head', 'beginning']).default('head'),
    }),
    response: z.object({ sourceId: z.string() }),
    audit: 'certificate-log.add',
    fresh: true,
  },
  removeCertificateLog: {
    method: 'DELETE',
    path: '/api/v1/certificate-logs/:sourceId',
    summary: 'Stops reading a certificate log and forgets its position.',
    access: 'settings:write',
    params: z.object({ sourceId: z.string().max(200) }),
    response: okWire,
    audit: 'certificate-log.remove',
    fresh: 'people',
  },
});

/** Endpoints of domain monitoring: of the room itself and of the rooms in it. */
export const domainsApi = defineApi({
  ...rootApi,
  ...logsApi,
  ...elsewhereApi,
  ...enrichApi,
  ...lifeApi,
  ...feedsApi,
  ...takedownApi,
  ...ownedApi,
  ...luresApi,
});
