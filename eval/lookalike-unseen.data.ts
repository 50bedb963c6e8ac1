import type { Brand } from '../src/engines/lookalike/index.ts';

/**
 * A campaign that nobody ran and neighbours that nobody registered, to see whether the settings hold on names that no list gave.
 *
 * Written by hand, 22 November 2026, from the descriptions of attacks from 2022 to 2026 in public reports, for invented companies,
 * before the settings were measured on it (then 169 of 177, and 15 alarms on neighbours). What it showed was mended by general rules:
 * words for things every employer has, homographs of short names, compounds, stems and plural endings.
 */
export const INVENTED_BRANDS: readonly Brand[] = [
  { name: 'Northwind Traders', domains: ['northwind.example'], aliases: ['nwt'] },
  { name: 'Halvorsen', domains: ['halvorsen.example'] },
  { name: 'Quillbay', domains: ['quillbay.example'] },
  { name: 'Meridian Health', domains: ['meridianhealth.example'], aliases: ['mhealth'] },
  { name: 'Brightpath', domains: ['brightpath.example'] },
  { name: 'Tessera Bank', domains: ['tesserabank.example'], aliases: ['tessera'] },
  { name: 'Kestrel', domains: ['kestrel.example'] },
  { name: 'Summit', domains: ['summit.example'] },
  { name: 'DXQ', domains: ['dxq.example'] },
  { name: 'Fabrikam', domains: ['fabrikam.example'] },
  { name: 'Lumenor', domains: ['lumenor.example'] },
  { name: 'Vantrix', domains: ['vantrix.example'], aliases: ['vtx'] },
  { name: 'Oakhaven', domains: ['oakhaven.example'] },
  { name: 'Riverton Mutual', domains: ['rivertonmutual.example'], aliases: ['rivmut'] },
  { name: 'Pellworth', domains: ['pellworth.example'] },
];

/** Names by brand. Class and year are those of the habit that the name follows. */
export const INVENTED_CAMPAIGN: Readonly<Record<string, string>> = {
  'Northwind Traders':
    'northwind-okta.com northwind-sso.net okta-northwind.org northwindtraders-vpn.com nwt-sso.com northwind-hr.com mynorthwindsso.com northwind.okta-ticket.co northwind-quarantine.com revoke-northwind.com northwind.enrollms.com it.northwind.support north-wind-sso.com norhtwind-login.com northvvind-hr.com nоrthwind.com northwindtraders-payslips.com',
  Halvorsen:
    'halvorsen-servicedesk.com servicenow-halvorsen.com halvorsensso.com verification-4417-halvorsen.com halvorsen-gehaltsabrechnung.de sso-halvorsen.help halvorsenhr-benefits.com halvorsen-myokta.com oktalogin-halvorsen.com halvorsne.com halvorsen.passkeyms.com halvorsen.com-signin.net halvorsen-mfa-reset.com halvorsen-device-enroll.com',
  Quillbay:
    'quillbayhr-benefits.com login.quillbay-internal.net quillbay-connexion.fr quill-okta.com quillbay.setupsso.com quiilbay-sso.com quilbay.com quillbay-tickets.com onquillbayzendesk.com quillbay.help quillbay-selfservice.com quillbayaccess.com quillbay-itportal.com',
  'Meridian Health':
    'meridianhealth-okta.com meridian-health-sso.com mymeridianhealthinternal.com mhealth-sso.com meridianhealth.addoktapasskey.com meridianheaith-hr.com meridianhealth-openenrollment.com meridianhealthschedule.com meridianhealth-passkey.com',
  Brightpath:
    'it.brightpath.support brightpath.addssopasskey.com brightpаth.com brightpath-cdn.com sts-brightpath.com mybrightpathinternal.com brightpath-helpdesk.com brightpath-byod.com brlghtpath-login.com brightpth-sso.com',
  'Tessera Bank':
    'tessera-okta.com tesserabank-login.com tessera-sso.net accesso-tessera.it tesserabank-2fa.com tessera.helpdesk-login.com tesserabank-cms.com tesserra-sso.com tesserа.com',
  Kestrel:
    'kestrel-okta.com mykestrelinternal.com kestrel-sso.com kestrelsso.com kеstrel.com kestrel-vpn.net sso-kestrel.com kestrel.okta-verify.co kestre1-login.com',
  Summit: 'summit-okta.com summit-sso.com okta-summit.com sso.summit-login.com summit-mfa.net summıt.com',
  DXQ: 'dxq-okta.com dxq-sso.com dxqsso.com my-dxq-sso.com dxq.addoktapasskey.com okta-dxq.net dxq-servicedesk.com dxq-hr.com dхq.com',
  Fabrikam:
    'fabrikam-okta.org fabrikam-nomina.com fabrikarn.com fabrlkam-sso.com fabrikan-sso.com fabrikamsso.com my-fabrikam-sso.com fabrikam-entra.com fabrikam-duo.com fabrikam-workday.com ticket-fabrikam.com fabrikam-securitykey.com fabrikam-migration.com fab-okta.com fabrikam-lumenor.com fabrikam-it.com fabrikam-staff.com fabrikam-intune.com',
  Lumenor:
    'lumenor-helpdesk.com lumenor-cdn.com sts-lumenor.com lumenorazure.com mylumenoracess.com ticket-lumenor.support lurnenor.com lumen0r-hr.com lumenor-kintai.jp lumenorinternal.com lumenor-onboarding.com lumenor-salesforce.com lumenor-app-access.com support-lumenor.com lumenor-employee-portal.com lumenor-scheduling.com',
  Vantrix:
    'vantrix-quarantine.com revoke-vantrix.com vantrix.okta-ticket.co vantrix-logowanie.pl vantrix-portal.com vantirx-login.com vantrixpasskey.com vtx-okta.com vantrix-remoteaccess.com vantrix-citrix.com vаntrix-sso.com vantrixx.com vantrix-meeting-invite.com vantrix-secureauth.com',
  Oakhaven:
    'oakhaven-holerite.com.br sso-oakhaven.help oak-haven-okta.com oakhavn-sso.com oakhaven-corp.com oakhavencorp.com oakhaven-time-off.com oakhaven.workers.dev oakhaven-login.pages.dev oakhaven-idp.com 0akhaven-sso.com oakhaven-401k.com',
  'Riverton Mutual':
    'rivertonmutual-okta.com riverton-mutual-sso.com rivmut-okta.com rivertonmutuai.com rivertonmutual-benefits.com rivertonmutualhelpdesk.com rivertonmutual.support rivertonmutual-agent-login.com',
  Pellworth:
    'oktalogin-pellworth.com pellworth-cms.com pe11worth.com pelworth.com pellworth-myokta.com pellworth-loonstrook.nl pellworth-roster.com pellworth-reset.com pellworth-account-verify.com mypellworth.com pellworth.login.it.com secure-pellworth.com pellworthokta.co',
};

/** Sign-in words without a brand: reported, for no brand. */
export const INVENTED_BRANDLESS =
  'addssopasskey.com oktapasskeyenroll.com ssopasskeyreset.com mfa-passkey-setup.com my-sso-passkey.com oktaverify-device.com passkeyenrollment-sso.com sso-mfa-reset.com';

/** Names of other people that hold such a name or its letters: silent, or below the alarm. */
export const INVENTED_NEIGHBOURS =
  'summithealthcare.org summit-church.org summitracing.com summitcounty.gov thesummitschool.net summit-hotels.com summitroofing.co.uk eduardosummit.com leadershipsummit.io techsummit2026.com kestrelaviation.co.uk kestrel-books.com kestrelridgefarm.com blackkestrel.band meridianschools.org meridian-travel.com meridianhealthcare.net brightpathway.org brightpathkids.com brightpatch.com tesseract-ocr.com tessera-mosaics.it tesseratiles.com northwindowcleaning.com northwinds.band north-wind-sailing.com halvorson.com halvorsenfamily.no olavhalvorsen.no quillbaynes.com oakhavenfarm.com oakhavencottages.co.uk oakhampton.gov.uk oakhavenanimalhospital.com rivertoncity.com rivertonhockey.com mutualofriverton.org lumenore.com lumenoir.fr illumenor.se lumenormandie.fr pellworth-parish.org.uk pelworthhouse.co.uk vantrixa.com avantrix.com vantriks.nl vantix.com fabrika.com fabrikama.ru fabrikant.de fabrikanten.nl dxqr.com adxq.net dxqp.org vtxparts.com nwtravel.ca nwtliteracy.ca mhealthinsight.com mhealth.org.uk quillpay.com quilt-bay.com brightbath.com bestpath.com pathbright.io summitlogin.church itsummit.org hrsummit.eu securitysummit.com ssosummit.com vpnsummit.org kestrelhr.org kestrel-it.co.nz oakhavenschool.org lumenorchestra.org';
