/** What the checklist and the overview read from other rooms; app.ts wires it. */
export interface SetupFacts {
  hasPasskey(): Promise<boolean>;
  brands(tenantId: string): Promise<{ name: string; domains: number }[]>;
  identitySources(tenantId: string): Promise<{ label: string; failing: string | null }[]>;
  certificateLogs(tenantId: string): Promise<{ label: string; failing: string | null }[]>;
  channels(tenantId: string): Promise<{ label: string; failing: string | null }[]>;
  responder(tenantId: string): Promise<{ connected: boolean; failing: string | null }>;
}
