/**
 * The lure lexicon: words that attackers join to a brand so that a page looks like the brand's own sign-in or staff page.
 *
 * source: per row group, explained in sources.data.ts · version: 2026-11-21 · licence: Apache-2.0
 *
 * Tiers, strongest first: `idp` sign-in systems, second factors, remote access, and the words that name nothing but a
 * company's inside · `staff` what only employees of a company
 * use, and the act of signing in · `service` what companies offer to customers around an account · `context` ordinary words of
 * business and host names, which the brand's own further domains use just as often · `affix` joins, says nothing by itself.
 * A space inside an entry marks where a hyphen may stand ("help desk" matches helpdesk and help-desk).
 */
import type { LureSource } from './sources.data.ts';

/** See the head of this file. */
export type LureTier = 'idp' | 'staff' | 'service' | 'context' | 'affix';

export interface LureGroup {
  tier: LureTier;
  source: LureSource;
  /** BCP 47 language of the words; `und` for names and abbreviations. */
  language: string;
  words: string;
}

/** Words are separated by commas. */
export const LURE_GROUPS: readonly LureGroup[] = [
  {
    tier: 'idp',
    source: 'vendor',
    language: 'und',
    words:
      'okta, fastpass, onelogin, duo, duo security, duomobile, auth0, ping id, ping one, ping identity, ping federate, jumpcloud, cyberark, sailpoint, forgerock, keycloak, entra, entra id, azure ad, secure auth, rsa, securid, yubikey, yubico, authy, lastpass, bitwarden, 1password, citrix, ctx, netscaler, xenapp, vmware, workspace one, airwatch, intune, globalprotect, anyconnect, zscaler, forticlient, netskope, ivanti, pulse secure, big ip, f5 edge, edge client, beyondtrust, centrify, rippling, quest one, rapid identity, id me',
  },
  {
    tier: 'idp',
    source: 'standard',
    language: 'und',
    words:
      'sso, vpn, saml, oauth, oauth2, oidc, openid, idp, adfs, sts, scim, ldap, fido, fido2, webauthn, totp, iam, ciam, vdi, rdp, rdweb, radius, kerberos',
  },
  {
    tier: 'idp',
    source: 'nist',
    language: 'en',
    words:
      'mfa, 2fa, otp, passkey, passkeys, authenticator, two factor, multi factor, 2 step, single sign on, identity provider, identity, one time code, device trust, push verify, sspr, ssp, self service password',
  },
  {
    tier: 'idp',
    source: 'cisa-aa23-320a',
    language: 'en',
    words: 'sso, service desk, help desk, okta',
  },
  { tier: 'idp', source: 'doj-2024-11', language: 'en', words: 'vpn' },
  { tier: 'idp', source: 'gtig-2026', language: 'en', words: 'internal' },
  {
    tier: 'idp',
    source: 'workplace',
    language: 'en',
    words:
      'help desk, service desk, hr, hris, human resource, human resources, intranet, it support, it help, it help desk, it desk',
  },
  { tier: 'idp', source: 'workplace', language: 'en', words: 'uid, user id, employee id, remote access' },
  {
    tier: 'idp',
    source: 'nist',
    language: 'en',
    words: 'passwordless, security key, security keys, smart card, step up auth, 2sv',
  },
  {
    tier: 'staff',
    source: 'vendor',
    language: 'und',
    words:
      'windows hello, jamf, kandji, mosyle, twingate, tailscale, crowdstrike, sentinelone, manageengine, sysaid, topdesk, connectwise, screenconnect, anydesk, teamviewer, splashtop, logmein, bomgar, quick assist, helpscout, trinet, justworks, workable, smartrecruiters, isolved, ultipro, sharefile, egnyte, mimecast, proofpoint, notion, asana',
  },
  {
    tier: 'staff',
    source: 'workplace',
    language: 'en',
    words:
      'quarantine, quarantined, scheduling, scheduler, mdm, uem, endpoint, ztna, it portal, it ticket, it access, hr portal, hr benefits, hr update, self service, employee portal, staff portal, new hire, w4, tax form, stipend, reimbursement, perks, wellness, sick leave, org chart, badge, tax forms, equity, stock plan',
  },
  { tier: 'service', source: 'workplace', language: 'en', words: 'my, our, your' },
  { tier: 'context', source: 'workplace', language: 'en', words: 'invite, invites, invitation, webinar, rsvp' },

  {
    tier: 'staff',
    source: 'cisa-aa23-320a',
    language: 'en',
    words: 'service desk, help desk, cms',
  },
  {
    tier: 'staff',
    source: 'twilio-2022-08',
    language: 'en',
    words: 'schedule, schedules, password, password expired, expired',
  },
  {
    tier: 'staff',
    source: 'gtig-2026',
    language: 'en',
    words: 'internal, enroll, enrol, ticket, ticketing, access, setup',
  },
  {
    tier: 'staff',
    source: 'nist',
    language: 'en',
    words:
      'login, log in, logon, log on, signin, sign in, signon, sign on, signup, auth, authn, authenticate, authentication, authorize, authorization, credential, credentials, passcode, passwd, pwd, pin, token, enrollment, enrolment, verify, verification, verifier, reset, pass reset, password reset, unlock, recovery, session, id, re authenticate, confirm identity, reactivate, provisioning, deprovision, revoke',
  },
  {
    tier: 'staff',
    source: 'workplace',
    language: 'en',
    words:
      'hrs, hrm, hcm, it, it support, it help, it desk, it service, it services, itsm, info sec, security team, internals, intranet, extranet, corp, corporate, employee, employees, emp, emps, staff, staffing, crew, associates, colleague, colleagues, team member, team members, workforce, workspace, workplace, workday, work, at work, payroll, pay roll, paystub, pay stub, payslip, pay slip, paycheck, salary, wages, compensation, bonus, benefits, benefit, open enrollment, w2, 401k, pto, time off, timeoff, leave, roster, rota, shift, shifts, timesheet, timesheets, timecard, time clock, hour, hours, onboarding, onboard, offboarding, compliance, policy, policies, handbook, directory, contractor, contractors, vendor, vendors, vendor portal, partner portal, supplier, suppliers, agent, agents, dealer, dealers, rep, reps, manager, managers, supervisor, back office, backoffice, hq, service hub, support hub, helpline, help line, internal tools, annual review, promotion, layoff, severance, covid, vaccine, mandate, memo, remote, remote work, connect, home office, byod, portal, portals, e portal, admin, admins, administrator, console, dashboard, backend, support tool, agent portal, store ops, workstation, telework',
  },
  {
    tier: 'staff',
    source: 'vendor',
    language: 'und',
    words:
      'servicenow, service now, snow, zendesk, freshdesk, freshservice, jira, confluence, atlassian, salesforce, sfdc, slack, teams, ms teams, sharepoint, onedrive, office 365, o365, m365, ms 365, microsoft 365, outlook, owa, exchange, azure, aws, gsuite, g suite, google workspace, zoom, webex, docusign, dropbox, box drive, workfront, successfactors, success factors, ukg, kronos, adp, paychex, paycom, paylocity, bamboohr, gusto, dayforce, ceridian, cornerstone, oracle hcm, peoplesoft, lattice, concur, coupa, github, gitlab, bitbucket, jenkins, snowflake, hubspot, mailchimp, sendgrid, twilio, genesys, five9, nice incontact, avaya, talkdesk, intercom',
  },
  {
    tier: 'staff',
    source: 'infrastructure',
    language: 'und',
    words:
      'staging, stage, stg, dev, devs, uat, qa, preprod, sandbox, noc, soc, ops, devops, sysadmin, owa, remote desktop, citrix gateway, intra, itops, ftp, sftp, wiki, vms, vm',
  },
  { tier: 'service', source: 'infrastructure', language: 'und', words: 'gateway, edge, www, com' },
  {
    tier: 'context',
    source: 'infrastructure',
    language: 'und',
    words:
      'developer, developers, prod, test, testing, cdn, api, apis, gw, proxy, webmail, mail server, exchange server, cloud, apps, hub, desktop, ext, int, lan, wan, infra, srv, server, servers, nas, git, repo, kb, crm, erp, net, network, networks, static, images, img, assets, content, media, static, dns, ns, host, hosting, email, mail, mx, smtp, data, links, link, click, track, tracking, redirect, url, cache, lb, org, web, website, site, sites, blog, wap, mobile, app',
  },

  {
    tier: 'service',
    source: 'combosquat-2017',
    language: 'en',
    words:
      'support, help, secure, security, account, accounts, update, updates, upgrade, online, service, services, care, customer care, customer, customers, client, clients, billing, bill, payment, payments, invoice, invoices, refund, refunds, reward, rewards, wallet, alert, alerts, notice, notices, notification, notifications, confirm, validate, validation, restore, recover, activate, activation, register, registration, form, forms, key, code, voicemail, document, documents, file, files, share, sharing, safety, protect, protection, trust, review, resolve, resolution, case, claim, claims, status, manage, management, user, users, member, members, membership, profile, welcome, action, required, urgent, banking, support team, help center, customer service, contact us, official, info center, id verify',
  },
  {
    tier: 'service',
    source: 'gtig-2026',
    language: 'en',
    words: 'my, our, your',
  },
  {
    tier: 'context',
    source: 'combosquat-2017',
    language: 'en',
    words:
      'center, centre, info, live, chat, contact, join, page, pages, plus, news, doc, docs, download, downloads, voice, fax, meet, meeting, store, stores, shop, sale, sales, free, promo, offer, offers, tech, check, home, now, bank, card, cards, credit, loan, loans, cash, plan, plans, policyholder, delivery, package, order, orders, gift, gifts, pay, trusted, safe, drive',
  },
  {
    tier: 'service',
    source: 'workplace',
    language: 'en',
    words: 'assist, assistance, desk, department, dept, migrate, migration, rollout, change, changes, hiring',
  },
  {
    tier: 'context',
    source: 'workplace',
    language: 'en',
    words:
      'career, careers, job, jobs, apply, hire, interview, foundation, press, investor, investors, event, events, conference, summit, community, forum, academy, university, guide, assistant, information, training, learning, travel, expense, expenses, survey, performance, talent, recruiting, recruit, people, calendar, partner, partners, tools, retail, office, tickets, ticket office, device, devices, laptop, phone, phones, sports, games, insurance, media group, finance, financial, capital, solutions, systems, labs, studio, studios, tv, telecom, telecoms, wireless, broadband, fiber, pharma, logistics, motors, airlines, hotels, energy, realty, legal, law, health, dental, medical, clinic, school, college, music, video, radio, weather, auto, cars, bikes, travels, tours, food, wine, beer, coffee, fitness, fashion, beauty, home loans',
  },

  {
    tier: 'affix',
    source: 'grammar',
    language: 'en',
    words:
      'the, on, at, for, get, go, new, use, try, to, of, in, via, with, from, by, and, add, set, me, we, you, us, usa, uk, eu, ca, au, de, fr, es, it, jp, inc, llc, ltd, gmbh, co, group, global, intl, international, america, americas, us a, north america, emea, apac, europe, asia, latam, world, worldwide, one, first, all, pro, next, direct, central, main, about, here, ms',
  },

  {
    tier: 'staff',
    source: 'translation',
    language: 'es',
    words:
      'acceso, accesos, acceder, iniciar sesion, inicio sesion, inicio de sesion, ingresar, ingreso, contrasena, clave, empleado, empleados, nomina, nominas, sueldo, horario, horarios, turnos, rrhh, recursos humanos, verificar, verificacion, intranet, personal, trabajadores, mesa de ayuda, autenticacion',
  },
  {
    tier: 'service',
    source: 'translation',
    language: 'es',
    words:
      'ayuda, soporte, cuenta, cuentas, seguridad, segura, seguro, clientes, actualizar, actualizacion, atencion, factura, pago, pagos, avisos',
  },
  {
    tier: 'staff',
    source: 'translation',
    language: 'fr',
    words:
      'connexion, se connecter, identifiant, identifiants, identification, mot de passe, motdepasse, employe, employes, salarie, salaries, paie, bulletin de paie, planning, horaire, horaires, rh, ressources humaines, verification, verifier, authentification, espace employe, portail',
  },
  {
    tier: 'service',
    source: 'translation',
    language: 'fr',
    words:
      'aide, assistance, compte, comptes, mon compte, securite, espace client, mise a jour, facture, paiement, remboursement, service client',
  },
  {
    tier: 'staff',
    source: 'translation',
    language: 'de',
    words:
      'anmelden, anmeldung, einloggen, passwort, kennwort, mitarbeiter, mitarbeitende, lohn, gehalt, gehaltsabrechnung, lohnabrechnung, dienstplan, schichtplan, zugang, verifizieren, verifizierung, bestaetigung, personalabteilung, urlaub, zeiterfassung',
  },
  {
    tier: 'service',
    source: 'translation',
    language: 'de',
    words:
      'hilfe, konto, konten, sicherheit, sicher, kundenservice, kunden, rechnung, zahlung, aktualisierung, hinweis, mein',
  },
  {
    tier: 'staff',
    source: 'translation',
    language: 'pt',
    words:
      'acesso, entrar, senha, funcionario, funcionarios, colaborador, colaboradores, folha de pagamento, holerite, contracheque, escala, escalas, verificar, verificacao, portal rh, autenticacao, gestao de pessoas',
  },
  {
    tier: 'service',
    source: 'translation',
    language: 'pt',
    words:
      'ajuda, suporte, conta, contas, minha conta, seguranca, cliente, clientes, atualizar, atualizacao, fatura, pagamento, aviso, atendimento, meu, minha',
  },
  {
    tier: 'staff',
    source: 'translation',
    language: 'it',
    words:
      'accesso, accedi, accesso dipendenti, dipendente, dipendenti, busta paga, bustapaga, stipendio, stipendi, turni, orario, orari, risorse umane, verifica, autenticazione, credenziali, personale',
  },
  {
    tier: 'service',
    source: 'translation',
    language: 'it',
    words:
      'aiuto, assistenza, supporto, conto, conti, sicurezza, sicuro, clienti, aggiornamento, aggiorna, fattura, pagamento, avviso, mio',
  },
  {
    tier: 'staff',
    source: 'translation',
    language: 'nl',
    words:
      'inloggen, aanmelden, aanmelding, wachtwoord, medewerker, medewerkers, personeel, salaris, loonstrook, loonstrookje, rooster, roosters, toegang, verificatie, verifieren, personeelszaken, verlof',
  },
  {
    tier: 'service',
    source: 'translation',
    language: 'nl',
    words:
      'hulp, ondersteuning, rekening, beveiliging, veilig, veiligheid, klantenservice, klant, bijwerken, factuur, betaling, melding, mijn',
  },
  {
    tier: 'staff',
    source: 'translation',
    language: 'pl',
    words:
      'logowanie, zaloguj, haslo, pracownik, pracownicy, pracownika, kadry, wyplata, wyplaty, grafik, grafiki, weryfikacja, dostep, urlop, uwierzytelnianie',
  },
  {
    tier: 'service',
    source: 'translation',
    language: 'pl',
    words:
      'pomoc, wsparcie, bezpieczenstwo, bezpieczny, klient, klienta, aktualizacja, faktura, platnosc, powiadomienie, moje, moj',
  },
  {
    tier: 'staff',
    source: 'translation',
    language: 'ja',
    words:
      'roguin, ninsho, ninshou, pasuwado, anshou, shain, juugyouin, jugyoin, kyuyo, kyuuyo, kinmu, kintai, shifuto, jinji, shanai, honnin kakunin, honninkakunin',
  },
  {
    tier: 'service',
    source: 'translation',
    language: 'ja',
    words: 'sapoto, herupu, akaunto, sekyuriti, kaiin, koushin, oshirase, tetsuzuki',
  },
];

/**
 * Sign-in words that make a name worth a look even when it names no brand we know (class `idp-lure`). All are in the lexicon.
 *
 * source: the idp tier above, those that mean nothing else in ordinary names
 */
export const IDP_CORE: readonly string[] = [
  'okta',
  'sso',
  'mfa',
  '2fa',
  'passkey',
  'passkeys',
  'onelogin',
  'authenticator',
  'adfs',
  'saml',
  'oidc',
  'idp',
  'webauthn',
  'fido2',
  'entra',
  'securid',
  'yubikey',
  'vpn',
  'citrix',
  'otp',
  'vmware',
  'duo',
  'rsa',
  'hr',
];

/**
 * The core words that also stand for things sold to the public (a VPN service, OTP Bank): they make a clipped brand likely, but
 * no brandless lure.
 *
 * source: as above
 */
export const IDP_CORE_PUBLIC: readonly string[] = ['vpn', 'citrix', 'otp', 'vmware', 'duo', 'rsa', 'hr'];

/**
 * Vendors whose customers get a host name of their own below the vendor's domain (`acme.okta.com`): a brand as sub-label
 * there is that brand's tenant.
 *
 * source: each vendor's own documentation of customer host names · version: 2026-11-21 · licence: Apache-2.0 (facts)
 */
export const TENANT_DOMAINS: readonly string[] = [
  'okta.com',
  'oktapreview.com',
  'okta-emea.com',
  'okta-gov.com',
  'onelogin.com',
  'duosecurity.com',
  'auth0.com',
  'pingone.com',
  'pingidentity.com',
  'jumpcloud.com',
  'cyberark.cloud',
  'rippling.com',
  'zendesk.com',
  'freshdesk.com',
  'freshservice.com',
  'service-now.com',
  'atlassian.net',
  'salesforce.com',
  'force.com',
  'my.salesforce.com',
  'slack.com',
  'sharepoint.com',
  'microsoftonline.com',
  'onmicrosoft.com',
  'office.com',
  'zoom.us',
  'webex.com',
  'docusign.net',
  'myworkday.com',
  'workday.com',
  'myworkdayjobs.com',
  'successfactors.com',
  'adp.com',
  'bamboohr.com',
  'dayforcehcm.com',
  'ultipro.com',
  'kronos.net',
  'mykronos.com',
  'oraclecloud.com',
  'concursolutions.com',
  'coupahost.com',
  'box.com',
  'github.io',
  'gitlab.io',
  'hubspot.com',
  'intercom.help',
  'helpscoutdocs.com',
  'statuspage.io',
  'greenhouse.io',
  'lever.co',
  'icims.com',
  'smartrecruiters.com',
  'jobvite.com',
  'cloudflareaccess.com',
  'citrixdata.com',
  'zscaler.com',
  'zscaler.net',
  'atlassian.com',
  'kayako.com',
  'helpshift.com',
  'gladly.com',
  'sentry.io',
  'datadoghq.com',
  'snowflakecomputing.com',
];
