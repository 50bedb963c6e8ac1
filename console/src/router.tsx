import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { domainsSearch, incidentSearch, incidentsSearch, setupSearch, signInSearch } from './search.ts';
import { ConsoleShell } from './shell/console-shell.tsx';
import { NotFound } from './shell/not-found.tsx';
import { RouteError } from './shell/route-error.tsx';

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: RouteError });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: signInSearch,
  component: lazyRouteComponent(() => import('./auth/sign-in-page.tsx'), 'SignInPage'),
});
const link = createRoute({
  getParentRoute: () => root,
  path: '/link',
  component: lazyRouteComponent(() => import('./auth/link-page.tsx'), 'LinkPage'),
});
const enrol = createRoute({
  getParentRoute: () => root,
  path: '/enrol',
  component: lazyRouteComponent(() => import('./auth/enrol-page.tsx'), 'EnrolPage'),
});

const shell = createRoute({ getParentRoute: () => root, id: 'console', component: ConsoleShell });

// Whatever no other route takes: it keeps what is around a page, so that nobody is lost.
const nowhere = createRoute({ getParentRoute: () => shell, path: '$', component: NotFound });

const incidentsPage = lazyRouteComponent(() => import('./incidents/incidents-page.tsx'), 'IncidentsPage');
const incidentPage = lazyRouteComponent(() => import('./incidents/incident-page.tsx'), 'IncidentPage');
const lookAlikesPage = lazyRouteComponent(() => import('./domains/look-alikes-page.tsx'), 'LookAlikesPage');
const domainPage = lazyRouteComponent(() => import('./domains/domain-page.tsx'), 'DomainPage');
const blocklistsPage = lazyRouteComponent(() => import('./domains/blocklists-page.tsx'), 'BlocklistsPage');
const ourDomainsPage = lazyRouteComponent(() => import('./domains/our-domains-page.tsx'), 'OurDomainsPage');
const sourcesPage = lazyRouteComponent(() => import('./sources/sources-page.tsx'), 'SourcesPage');
const logsPage = lazyRouteComponent(() => import('./logs/logs-page.tsx'), 'LogsPage');
const reportsPage = lazyRouteComponent(() => import('./reports/reports-page.tsx'), 'ReportsPage');

const overview = createRoute({
  getParentRoute: () => shell,
  path: '/',
  component: lazyRouteComponent(() => import('./overview/overview-page.tsx'), 'OverviewPage'),
});
const setup = createRoute({
  getParentRoute: () => shell,
  path: '/setup',
  validateSearch: setupSearch,
  component: lazyRouteComponent(() => import('./setup/setup-page.tsx'), 'SetupPage'),
});
const settingsHome = createRoute({
  getParentRoute: () => shell,
  path: '/settings',
  beforeLoad: () => {
    throw redirect({ to: '/settings/$section', params: { section: 'people' } });
  },
});
const settings = createRoute({
  getParentRoute: () => shell,
  path: '/settings/$section',
  component: lazyRouteComponent(() => import('./settings/settings-page.tsx'), 'SettingsPage'),
});
const rehearsal = createRoute({
  getParentRoute: () => shell,
  path: '/rehearsal',
  component: lazyRouteComponent(() => import('./rehearsal/rehearsal-page.tsx'), 'RehearsalPage'),
});

// The same pages twice, once for each data space: the URL alone says which data a page shows.
const incidents = createRoute({
  getParentRoute: () => shell,
  path: '/incidents',
  validateSearch: incidentsSearch,
  component: incidentsPage,
});
const incident = createRoute({
  getParentRoute: () => shell,
  path: '/incidents/$incidentId',
  validateSearch: incidentSearch,
  component: incidentPage,
});
const lookAlikes = createRoute({
  getParentRoute: () => shell,
  path: '/look-alikes',
  validateSearch: domainsSearch,
  component: lookAlikesPage,
});
const domain = createRoute({ getParentRoute: () => shell, path: '/domains/$domain', component: domainPage });
const blocklists = createRoute({ getParentRoute: () => shell, path: '/blocklists', component: blocklistsPage });
const ourDomains = createRoute({ getParentRoute: () => shell, path: '/our-domains', component: ourDomainsPage });
const rehearsalDomain = createRoute({
  getParentRoute: () => shell,
  path: '/rehearsal/domains/$domain',
  component: domainPage,
});
const rehearsalBlocklists = createRoute({
  getParentRoute: () => shell,
  path: '/rehearsal/blocklists',
  component: blocklistsPage,
});
const rehearsalOurDomains = createRoute({
  getParentRoute: () => shell,
  path: '/rehearsal/our-domains',
  component: ourDomainsPage,
});
const sources = createRoute({ getParentRoute: () => shell, path: '/sources', component: sourcesPage });
const logs = createRoute({ getParentRoute: () => shell, path: '/logs', component: logsPage });
const reports = createRoute({ getParentRoute: () => shell, path: '/reports', component: reportsPage });

const rehearsalIncidents = createRoute({
  getParentRoute: () => shell,
  path: '/rehearsal/incidents',
  validateSearch: incidentsSearch,
  component: incidentsPage,
});
const rehearsalIncident = createRoute({
  getParentRoute: () => shell,
  path: '/rehearsal/incidents/$incidentId',
  validateSearch: incidentSearch,
  component: incidentPage,
});
const rehearsalLookAlikes = createRoute({
  getParentRoute: () => shell,
  path: '/rehearsal/look-alikes',
  validateSearch: domainsSearch,
  component: lookAlikesPage,
});
const rehearsalSources = createRoute({
  getParentRoute: () => shell,
  path: '/rehearsal/sources',
  component: sourcesPage,
});
const rehearsalLogs = createRoute({ getParentRoute: () => shell, path: '/rehearsal/logs', component: logsPage });
const rehearsalReports = createRoute({
  getParentRoute: () => shell,
  path: '/rehearsal/reports',
  component: reportsPage,
});

const routeTree = root.addChildren([
  signIn,
  link,
  enrol,
  shell.addChildren([
    overview,
    setup,
    settingsHome,
    settings,
    rehearsal,
    incidents,
    incident,
    lookAlikes,
    domain,
    blocklists,
    ourDomains,
    rehearsalDomain,
    rehearsalBlocklists,
    rehearsalOurDomains,
    sources,
    logs,
    reports,
    rehearsalIncidents,
    rehearsalIncident,
    rehearsalLookAlikes,
    rehearsalSources,
    rehearsalLogs,
    rehearsalReports,
    nowhere,
  ]),
]);

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultNotFoundComponent: NotFound,
  defaultErrorComponent: RouteError,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
