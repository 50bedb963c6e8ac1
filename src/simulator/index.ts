export { createAcmeWorld } from './acme-world.ts';
export type { AcmeOptions, AcmeWorld, PlayedStep, SimulatedCredential } from './acme-world.ts';
export { COMPANY_DOMAIN } from './company/staff.ts';
export type { SimulatedSite } from './scenarios/site.ts';
export { simulatorMessages } from './messages.ts';
export type { ScenarioWorld, SubmittedReport, DnsLine } from './scenarios/world.ts';
