/**
 * Where the words of the lure lexicon come from. No word is in the lexicon only because a test list contains it.
 *
 * source: compiled for this project · version: 2026-11-21 · licence: Apache-2.0 (facts about public documents)
 */
export const LURE_SOURCES = {
  vendor: 'The product or company name of a widely used identity, remote-access, HR or ticketing system',
  nist: 'NIST SP 800-63-4 and its glossary: words for authenticators, credentials and identity',
  standard:
    'Names of public standards: SAML 2.0, OAuth 2.0 (RFC 6749), OpenID Connect, WS-Trust, FIDO2, TOTP (RFC 6238), VPN (RFC 4026), LDAP, RDP',
  'cisa-aa23-320a':
    'CISA/FBI advisory AA23-320A, Scattered Spider, with its July 2025 update: victimname-sso, -servicedesk, -okta, -cms, -helpdesk, oktalogin-victim',
  'doj-2024-11':
    'US Department of Justice indictment of November 2024, message text: your [company] VPN is being deactivated … [company]-vpn[.]net',
  'gtig-2026':
    'Google Threat Intelligence on UNC6661 and UNC6671, January to May 2026: companysso, companyinternal, enrollms, passkeyms, setupsso, my-companysso, ticket, support, access',
  'twilio-2022-08':
    'Twilio incident report of August 2022: texts on expired passwords and changed schedules; URLs with Twilio, Okta and SSO',
  'combosquat-2017':
    'Kintis et al., Hiding in Plain Sight: A Longitudinal Study of Combosquatting Abuse, CCS 2017: categories of words joined to trademarks',
  workplace:
    'An ordinary word or abbreviation for something that every employer has: a department, a system, a document, a duty',
  infrastructure:
    'An ordinary word or abbreviation in host names of companies: environments, delivery, mail, remote desktops',
  grammar: 'Function words and country or company-form abbreviations that join a brand to something else',
  translation: 'Translation of an English word of this lexicon, without accents, as it is written in host names',
} as const;

/** Key of {@link LURE_SOURCES}. */
export type LureSource = keyof typeof LURE_SOURCES;
