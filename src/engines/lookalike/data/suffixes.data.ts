/**
 * What a suffix says, and names under which other companies' host names appear by design.
 *
 * source: the words are the labels of the IANA Root Zone Database themselves, chosen by their dictionary meaning;
 *   the delivery networks are named by their operators' documentation
 * version: 2026-11-21 · licence: Apache-2.0 (facts)
 */

/** Suffixes that read as a lure by themselves: `acme.support`. */
export const LURE_SUFFIXES_STRONG: readonly string[] = [
  'support',
  'help',
  'helpdesk',
  'services',
  'service',
  'care',
  'login',
  'sso',
  'vpn',
  'security',
  'secure',
  'protection',
  'claims',
];

/** Suffixes that strengthen a name which already imitates: `mlcrosoft.cloud`. */
export const LURE_SUFFIXES_WEAK: readonly string[] = [
  'cloud', 'tech', 'technology', 'systems', 'solutions', 'network', 'online', 'site', 'website', 'work', 'works', 'team', 'email', 'id', 'app', 'dev', 'digital', 'center', 'company', 'careers', 'jobs', 'training', 'academy', 'management', 'agency', 'center', 'zone', 'host', 'link', 'click', 'live', 'info', 'top', 'xyz', 'me', 'cc', 'software', 'tools', 'direct', 'page', 'pages.dev', 'workers.dev', 'vercel.app', 'netlify.app', 'web.app', 'firebaseapp.com', 'azurewebsites.net', 'herokuapp.com', 'github.io', 'onrender.com',
]; // prettier-ignore

/**
 * Networks whose host names repeat their customers' names (`www.acme.com.edgekey.net`) and where only the operator, or a
 * customer who has proved the name to be theirs, creates such names: nothing below them is judged.
 */
export const DELIVERY_NETWORKS: readonly string[] = [
  'akadns.net',
  'akadns6.net',
  'akadns88.net',
  'akagtm.org',
  'akam.net',
  'akamai.net',
  'akamaiedge.net',
  'akamaized.net',
  'akamaihd.net',
  'akamaistream.net',
  'akaquill.net',
  'edgekey.net',
  'edgesuite.net',
  'srip.net',
  'msedge.net',
  'a-msedge.net',
  'ax-msedge.net',
  'aaplimg.com',
  'awsdns.com',
  'cloudflare.net',
  'cdn.cloudflare.net',
  'footprint.net',
  'llnwd.net',
  'lldns.net',
  'llnwi.net',
  'edgecastcdn.net',
  'alphacdn.net',
  'betacdn.net',
  'omegacdn.net',
  'incapdns.net',
  'impervadns.net',
  'wpc.edgecastcdn.net',
  'chinacache.net',
  'ccgslb.net',
  'cdn20.com',
  'wscdns.com',
  'lxdns.com',
  'kunlunca.com',
  'alikunlun.com',
  'tdnsv5.com',
  'dnsv1.com',
  'adobedc.net',
  'omtrdc.net',
  '2o7.net',
  'data.adobedc.net',
  'demdex.net',
  'eum-appdynamics.com',
  'in-addr.arpa',
  'ip6.arpa',
];

/** The same where any customer chooses the first label: a bare brand says nothing there, a brand with a lure does. */
export const OPEN_DELIVERY_NETWORKS: readonly string[] = [
  'azureedge.net',
  'azurefd.net',
  'trafficmanager.net',
  'cloudfront.net',
  'amazonaws.com',
  'elb.amazonaws.com',
  'fastly.net',
  'fastlylb.net',
  'b-cdn.net',
  'kxcdn.com',
  'gcdn.co',
  'stackpathcdn.com',
  'hwcdn.net',
  'cdn77.org',
  'cdngc.net',
  'ultradns.net',
  'nsone.net',
  'dynect.net',
];
