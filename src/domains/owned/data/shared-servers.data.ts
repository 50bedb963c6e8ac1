/**
 * Providers whose name servers, mail hosts and mailboxes very many companies share: to have them says nothing about whose a
 * domain is.
 *
 * source: named by the providers' own documentation · version: 2026-11-22 · licence: Apache-2.0 (facts)
 */

/** By registrable domain of the name server or mail host. */
export const SHARED_SERVERS: readonly string[] = [
  'akam.net', 'anycast.me', 'arubadns.net', 'azure-dns.com', 'azure-dns.info', 'azure-dns.net', 'azure-dns.org', 'bluehost.com', 'cloudflare.com', 'cloudns.net', 'cscdns.net', 'cscdns.uk', 'digitalocean.com', 'dns-parking.com', 'dnsimple.com', 'dnsimple-edge.net', 'dnsmadeeasy.com', 'dnspod.net', 'domaincontrol.com', 'domeneshop.no', 'dreamhost.com', 'easydns.com', 'foundationdns.com', 'foundationdns.net', 'foundationdns.org', 'gandi.net', 'google.com', 'googledomains.com', 'he.net', 'hetzner.com', 'hetzner.de', 'hichina.com', 'hostgator.com', 'hostinger.com', 'infomaniak.ch', 'infomaniak.com', 'inmotionhosting.com', 'ionos.com', 'ionos.de', 'linode.com', 'markmonitor.com', 'name.com', 'name-services.com', 'namecheaphosting.com', 'nsone.net', 'one.com', 'ovh.net', 'parkingcrew.net', 'porkbun.com', 'reg.ru', 'register.com', 'registrar-servers.com', 'rrpproxy.net', 'secureserver.net', 'sedoparking.com', 'siteground.net', 'squarespacedns.com', 'strato.de', 'transip.net', 'ui-dns.biz', 'ui-dns.com', 'ui-dns.de', 'ui-dns.org', 'ultradns.biz', 'ultradns.com', 'ultradns.info', 'ultradns.net', 'ultradns.org', 'verisigndns.com', 'vercel-dns.com', 'vultr.com', 'wixdns.net', 'wordpress.com', 'worldnic.com', 'yandex.net', 'zoneedit.com',
  'barracudanetworks.com', 'emailsrvr.com', 'fastmail.com', 'forwardemail.net', 'googlemail.com', 'icloud.com', 'improvmx.com', 'iphmx.com', 'kasserver.com', 'mailbox.org', 'mailgun.org', 'mailhostbox.com', 'messagelabs.com', 'messagingengine.com', 'migadu.com', 'mimecast.com', 'mxhichina.com', 'mxroute.com', 'outlook.com', 'pphosted.com', 'ppe-hosted.com', 'privateemail.com', 'proofpoint.com', 'protection.outlook.com', 'protonmail.ch', 'qq.com', 'sendgrid.net', 'smtp.google.com', 'titan.email', 'trendmicro.com', 'trendmicro.eu', 'yahoodns.net', 'zoho.com', 'zoho.eu',
]; // prettier-ignore

/** Mailboxes that anybody may have. */
export const MAILBOX_PROVIDERS: readonly string[] = [
  '126.com', '163.com', 'aol.com', 'bluewin.ch', 'bt.com', 'btinternet.com', 'comcast.net', 'fastmail.com', 'free.fr', 'freenet.de', 'gmail.com', 'gmx.at', 'gmx.ch', 'gmx.com', 'gmx.de', 'gmx.net', 'googlemail.com', 'hey.com', 'hotmail.co.uk', 'hotmail.com', 'hotmail.fr', 'icloud.com', 'laposte.net', 'libero.it', 'live.com', 'mac.com', 'mail.com', 'mail.ru', 'mailbox.org', 'me.com', 'msn.com', 'naver.com', 'orange.fr', 'outlook.com', 'pm.me', 'posteo.de', 'proton.me', 'protonmail.com', 'qq.com', 'rediffmail.com', 'sbcglobal.net', 'seznam.cz', 'sky.com', 't-online.de', 'tuta.com', 'tutanota.com', 'verizon.net', 'virgilio.it', 'wanadoo.fr', 'web.de', 'wp.pl', 'yahoo.co.jp', 'yahoo.co.uk', 'yahoo.com', 'yahoo.de', 'yahoo.fr', 'yandex.com', 'yandex.ru', 'ymail.com', 'zoho.com',
]; // prettier-ignore
