import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { layerViolation, resolveImport, roomOf } from './layers.ts';

/** The house rules that oxlint runs beside its own. Each has a test in this folder. */
const ROOT = path.resolve(fileURLToPath(import.meta.url), '../../..');
const MAX_LINES = 400;

interface Node {
  type: string;
  source?: { value?: unknown } | null;
  object?: { type: string; name?: string };
  property?: { type: string; name?: string };
  callee?: { type: string; name?: string };
  arguments?: unknown[];
}
interface Context {
  filename: string;
  sourceCode: { text: string };
  report(problem: { node: unknown; message: string }): void;
}

const relative = (context: Context): string => path.relative(ROOT, context.filename).split(path.sep).join('/');

const layers = {
  create(context: Context) {
    const file = relative(context);
    const check = (node: Node): void => {
      const specifier = node.source?.value;
      if (typeof specifier !== 'string') return;
      const why = layerViolation(file, resolveImport(file, specifier));
      if (why) context.report({ node, message: `${file} may not import ${specifier}: ${why}.` });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    };
  },
};

const fileLength = {
  create(context: Context) {
    const file = relative(context);
    if (/\.(test|long\.test|vectors|generated|data)\.tsx?$/.test(file) || file.includes('/fixtures/')) return {};
    return {
      Program(node: Node) {
        const lines = context.sourceCode.text.split('\n').length - 1;
        if (lines > MAX_LINES)
          context.report({
            node,
            message: `${lines} lines; a file has at most ${MAX_LINES}: split it by what it does.`,
          });
      },
    };
  },
};

const fileName = {
  create(context: Context) {
    const base = path.basename(context.filename);
    return {
      Program(node: Node) {
        if (!/^[a-z0-9-]+(\.[a-z0-9-]+)*\.(ts|tsx|js)$/.test(base))
          context.report({ node, message: `${base}: file names are kebab-case, after their main export.` });
      },
    };
  },
};

const pureEngines = {
  create(context: Context) {
    if (roomOf(relative(context)).layer !== 'engine') return {};
    return {
      MemberExpression(node: Node) {
        const name = `${node.object?.name ?? ''}.${node.property?.name ?? ''}`;
        if (['Date.now', 'Math.random', 'performance.now'].includes(name) || node.object?.name === 'process') {
          context.report({
            node,
            message: `${name}: an engine has no clock, randomness or environment; take it as a parameter.`,
          });
        }
      },
      NewExpression(node: Node) {
        if (node.callee?.name === 'Date' && node.arguments?.length === 0)
          context.report({ node, message: 'new Date(): an engine has no clock; take the time as a parameter.' });
      },
    };
  },
};

const noDefaultExport = {
  create(context: Context) {
    if (context.filename.endsWith('.config.ts') || relative(context) === 'tools/lint/plugin.ts') return {};
    return {
      ExportDefaultDeclaration(node: Node) {
        context.report({ node, message: 'named exports only: a default export loses its name on import.' });
      },
    };
  },
};

const plugin = {
  meta: { name: 'house' },
  rules: {
    layers,
    'file-length': fileLength,
    'file-name': fileName,
    'pure-engines': pureEngines,
    'no-default-export': noDefaultExport,
  },
};

export default plugin;
