/** Public rules that no stateless rule of ours answers for, and why. */
export const WHY_NOT_COVERED: Readonly<Record<string, string>> = {
  'Okta.Login.Without.Push.Marker': 'needs the company’s own marker in the user agent',
  'Okta.PotentiallyStolenSession': 'needs memory of the session: identity.new-context-sign-in',
  'OnePassword.Lut.Sensitive.Item': 'needs the company’s list of sensitive items',
  'OnePassword.Sensitive.Item': 'needs the company’s list of sensitive items',
  'GitHub.Action.Failed': 'needs the company’s list of workflows to watch',
  'Standard.GreyNoiseV3.MaliciousIP': 'judges another service’s enrichment, which is not in any source’s log',
  'Standard.OTX.MaliciousIndicator': 'judges another service’s enrichment, which is not in any source’s log',
  'Standard.MaliciousSSODNSLookup':
    'the look-alike engine judges names against the company’s brands: identity.exposure',
  'Standard.DNSBase64': 'decodes labels, which Sigma cannot',
};
