/** Style of the report page: one column, readable at 320 px, light and dark by what the reader's device says. */
export const REPORT_CSS = `
:root {
  color-scheme: light dark;
  --ground: #f6f7f9;
  --sheet: #ffffff;
  --ink: #16202c;
  --soft: #4d5b6b;
  --line: #8896a6;
  --hair: #dde2e8;
  --accent: #0b5cad;
  --accent-ink: #ffffff;
  --wrong: #b3261e;
  --wrong-ground: #fdf1f0;
  --calm: #eef4fb;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #10151b;
    --sheet: #181f27;
    --ink: #e8edf2;
    --soft: #a9b6c4;
    --line: #6f7f90;
    --hair: #2b3641;
    --accent: #6cb2ff;
    --accent-ink: #0a1420;
    --wrong: #ff9d94;
    --wrong-ground: #2c1a1b;
    --calm: #1b2733;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0;
  background: var(--ground);
  color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif;
  overflow-wrap: anywhere;
}
main {
  max-width: 40rem;
  margin: 0 auto;
  padding: 1.5rem 1.25rem 3rem;
  background: var(--sheet);
  min-height: 100vh;
}
@media (min-width: 44rem) {
  main {
    margin: 3rem auto;
    padding: 2.5rem 3rem;
    min-height: 0;
    border: 1px solid var(--hair);
    border-radius: 0.75rem;
  }
}
h1 { margin: 0 0 0.5rem; font-size: 1.625rem; line-height: 1.25; letter-spacing: -0.01em; text-wrap: balance; }
h2 { margin: 0 0 0.5rem; font-size: 1.0625rem; }
p { margin: 0 0 1rem; }
.lead { margin-bottom: 1.75rem; color: var(--soft); font-size: 1.0625rem; }
.field { margin-bottom: 1.5rem; }
label { font-weight: 600; }
.optional { color: var(--soft); font-weight: 400; }
.hint { margin: 0.125rem 0 0.5rem; color: var(--soft); font-size: 0.9375rem; }
.problem { margin: 0 0 0.5rem; color: var(--wrong); font-weight: 600; }
input[type="text"], textarea {
  display: block;
  width: 100%;
  padding: 0.625rem 0.75rem;
  border: 1px solid var(--line);
  border-radius: 0.5rem;
  background: var(--sheet);
  color: inherit;
  font: inherit;
}
textarea { min-height: 11rem; resize: vertical; }
:is(input, textarea)[aria-invalid="true"] { border-color: var(--wrong); border-width: 2px; }
.entered {
  display: grid;
  grid-template-columns: auto 1fr;
  gap: 0.25rem 0.75rem;
  align-items: start;
  margin-bottom: 1.75rem;
  padding: 1rem;
  border-radius: 0.5rem;
  background: var(--calm);
}
.entered input { width: 1.375rem; height: 1.375rem; margin: 0.0625rem 0 0; accent-color: var(--accent); }
.entered .hint { grid-column: 2; margin: 0; }
button {
  width: 100%;
  min-height: 3rem;
  padding: 0.75rem 1.5rem;
  border: 0;
  border-radius: 0.5rem;
  background: var(--accent);
  color: var(--accent-ink);
  font: inherit;
  font-weight: 600;
  cursor: pointer;
}
@media (min-width: 44rem) { button { width: auto; } }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
section { margin-top: 2.25rem; padding-top: 1.5rem; border-top: 1px solid var(--hair); color: var(--soft); }
section h2 { color: var(--ink); }
ol, ul { margin: 0; padding-left: 1.25rem; }
li + li { margin-top: 0.375rem; }
a { color: var(--accent); }
.problems {
  margin: 1rem 0 1.75rem;
  padding: 1rem;
  border: 2px solid var(--wrong);
  border-radius: 0.5rem;
  background: var(--wrong-ground);
}
.problems a { color: var(--wrong); font-weight: 600; }
.notice { padding: 1rem; border-left: 4px solid var(--accent); background: var(--calm); }
section + p { margin-top: 2rem; }
`;
