import type { MessageParams } from '../base/finding.ts';
import { renderMessage } from '../base/messages.ts';
import { html, SafeHtml } from './html.ts';
import { reportMessages } from './messages.ts';

/** What a person typed into the form, to be shown again when something is wrong. */
export interface FormValues {
  text: string;
  from: string;
  reporter: string;
  entered: boolean;
}

export const EMPTY_FORM: FormValues = { text: '', from: '', reporter: '', entered: false };

export type FormField = 'text' | 'from' | 'reporter';

/** Something to be mended before the report can be sent; `field` null: nothing that was typed is wrong. */
export interface FormProblem {
  field: FormField | null;
  /** Of `reports.form.problem.*`. */
  key: string;
  params?: MessageParams;
}

export const MAX_TEXT = 10_000;
export const MAX_FROM = 200;
export const MAX_REPORTER = 320;

/** The form, with what was typed and what is wrong with it. @param action where it is sent, with the link's token */
export function formPage(action: string, values: FormValues, problems: readonly FormProblem[]): string {
  const title = say('title');
  return page(
    problems.length === 0 ? title : say('error-title', { title }),
    html` <h1>${title}</h1>
      ${problems.length === 0 ? html`<p class="lead">${say('lead')}</p>` : problemList(problems)}
      <form method="post" action="${action}" novalidate>
        ${field(
          'text',
          problems,
          say('text-hint'),
          (shared) =>
            html`<textarea id="text" name="text" rows="9" maxlength="${MAX_TEXT}" required ${shared}>
${values.text}</textarea>`,
        )}
        ${field('from', problems, say('from-hint'), (shared) => html`<input id="from" name="from" type="text" maxlength="${MAX_FROM}" autocomplete="off" value="${values.from}" ${shared} />`)}
        ${field('reporter', problems, say('reporter-hint'), (shared) => html`<input id="reporter" name="reporter" type="text" inputmode="email" autocapitalize="none" spellcheck="false" maxlength="${MAX_REPORTER}" autocomplete="email" required value="${values.reporter}" ${shared} />`)}
        <div class="entered">
          <input
            id="entered"
            name="entered"
            type="checkbox"
            value="1"
            aria-describedby="entered-hint"
            ${values.entered ? html`checked` : null}
          />
          <label for="entered">${say('entered')}</label>
          <p id="entered-hint" class="hint">${say('entered-hint')}</p>
        </div>
        <button type="submit">${say('send')}</button>
      </form>
      ${nextSteps()}`,
  );
}

/** After a report. @param again where another one is written */
export function sentPage(again: string, entered: boolean): string {
  return page(
    say('sent-title'),
    html` <h1>${say('sent-title')}</h1>
      <p class="lead">${say('sent-lead')}</p>
      ${entered ? html`<p class="notice">${say('sent-entered')}</p>` : null} ${nextSteps()}
      <p><a href="${again}">${say('another')}</a></p>`,
  );
}

/** For who has no right to the form, or whose report came from another site's page. */
export function refusalPage(kind: 'closed' | 'refused'): string {
  return page(
    say(`${kind}-title`),
    html`<h1>${say(`${kind}-title`)}</h1>
      <p class="lead">${say(`${kind}-lead`)}</p>`,
  );
}

function nextSteps(): SafeHtml {
  return html`<section aria-labelledby="next">
    <h2 id="next">${say('next')}</h2>
    <ol>
      <li>${say('next-1')}</li>
      <li>${say('next-2')}</li>
      <li>${say('next-3')}</li>
    </ol>
  </section>`;
}

function problemList(problems: readonly FormProblem[]): SafeHtml {
  const items = problems.map(({ field: name, key, params }) => {
    const words = say(`problem.${key}`, params);
    return name === null ? html`<li>${words}</li>` : html`<li><a href="#${name}">${words}</a></li>`;
  });
  return html`<div class="problems" role="alert">
    <h2>${say('problems')}</h2>
    <ul>
      ${items}
    </ul>
  </div>`;
}

function field(
  name: FormField,
  problems: readonly FormProblem[],
  hint: string,
  control: (shared: SafeHtml) => SafeHtml,
): SafeHtml {
  const problem = problems.find((one) => one.field === name);
  const described = problem === undefined ? `${name}-hint` : `${name}-hint ${name}-problem`;
  const shared = html`aria-describedby="${described}" ${problem === undefined ? null : html`aria-invalid="true"`}`;
  return html`<div class="field">
    <label for="${name}"
      >${say(name)} ${name === 'from' ? html`<span class="optional">${say('optional')}</span>` : null}</label
    >
    <p id="${name}-hint" class="hint">${hint}</p>
    ${problem === undefined ? null : html`<p id="${name}-problem" class="problem">${say(`problem.${problem.key}`, problem.params)}</p>`}
    ${control(shared)}
  </div>`;
}

function page(title: string, body: SafeHtml): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        <link rel="stylesheet" href="/report.css" />
        <link rel="icon" href="data:," />
      </head>
      <body>
        <main>${body}</main>
      </body>
    </html> `.text;
}

function say(key: string, params: MessageParams = {}): string {
  return renderMessage(reportMessages, { key: `reports.form.${key}`, params });
}
