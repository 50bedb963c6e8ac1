/**
 * Names on the benign lists that the engine reports and that are no false alarms, so that they can be told apart from those
 * that are. Judged by hand from public knowledge, 21 November 2026; a name not listed here counts as a false alarm.
 */

/** Registrable domain → why it evidently belongs to the brand's own company. */
export const EVIDENTLY_OWNED: Readonly<Record<string, string>> = {
  'att-idns.net': "AT&T's DNS and Wi-Fi calling gateways",
  'att-services.net': "AT&T's services network",
  'cloudflare-gateway.com': "Cloudflare Gateway's resolvers",
  'cloudflare-terms-of-service-abuse.com': "Cloudflare's notice page for blocked content",
  'cloudflareclient.com': "Cloudflare WARP's client",
  'cloudflarecp.com': "Cloudflare WARP's captive-portal test",
  'cloudflareportal.com': "Cloudflare WARP's captive-portal test",
  'cloudflareworkers.com': "Cloudflare Workers' playground",
  'concentrixcx.com': 'Concentrix sells CX (customer experience) under that name',
  'hubspotemail-eu1.net': "HubSpot's mail delivery",
  'hubspotusercontent-eu1.net': "HubSpot's hosted files",
  'hubspotusercontent-na1.net': "HubSpot's hosted files",
  'hubspotusercontent-na2.net': "HubSpot's hosted files",
  'microsoftazuread-sso.com': "Microsoft's seamless single sign-on",
  'microsoftcrmportals.com': "Microsoft's Dynamics portals",
  'microsoftonline-p.com': "Microsoft's sign-in",
  'microsoftonline-p.net': "Microsoft's sign-in",
  'microsoftonline.cn': "Microsoft's sign-in in China",
  'microsoftpersonalcontent.com': "Microsoft's OneDrive content",
  'myvzw.com': "Verizon Wireless's handset network",
  'okta-featureflag-edge.azureedge.net': "Okta's feature flags",
  'verizonconnect.com': 'Verizon Connect',
  'vzwcorp.com': "Verizon Wireless's corporate mail and sign-in",
  'yahoo-mbga.jp': 'Yahoo Japan with Mobage',
  'yahoo-net.jp': "Yahoo Japan's payment pages",
  'yahoosandbox.net': "Yahoo's rendering of untrusted mail",
};

/** Names that imitate a brand on their face: the list of popular names is not clean. Right to report, whoever holds them. */
export const IMITATIONS_ON_THE_LIST: Readonly<Record<string, string>> = {
  'cloudfare.com': 'cloudflare less one letter',
  'micosoft.icu': 'microsoft less one letter',
  'micrasoft-395office.com': 'microsoft and office365, both misspelled',
};
