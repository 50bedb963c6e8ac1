/** What the checklist and the overview read from other rooms; app.ts wires it. */
export interface SetupFacts {
  hasPasskey(): Promise<boolean>;
  brands(tenantId: string): Promise<{ name: string; domains: number }[]>;
  /** Whether names are looked up outside, whether breakwater.yaml says so, and how many predicted names stood when they were last. */
  lookUps(tenantId: string): Promise<{ on: boolean; configured: boolean | null; standing: number | null }>;
  identitySources(tenantId: string): Promise<{ label: string; failing: string | null }[]>;
  certificateLogs(tenantId: string): Promise<{ label: string; failing: string | null }[]>;
  channels(tenantId: string): Promise<{ label: string; failing: string | null }[]>;
  responder(tenantId: string): Promise<{ connected: boolean; failing: string | null }>;
}
