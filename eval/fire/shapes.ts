import { AZURE_SHAPES } from './azure-shapes.ts';
import { GOOGLE_SHAPES } from './google-shapes.ts';
import { OTHER_SHAPES } from './other-shapes.ts';
import type { Shape } from './shape.ts';

/** Every native shape of the sources that identity and cloud rules are about. */
export const SHAPES: readonly Shape[] = [...AZURE_SHAPES, ...GOOGLE_SHAPES, ...OTHER_SHAPES];
