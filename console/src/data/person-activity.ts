/** A call this soon after a key, a click or a touch was caused by the person; later ones refresh by themselves. */
const CAUSED_WITHIN_MS = 10_000;

let lastInputAtMs = performance.now();

for (const kind of ['pointerdown', 'keydown', 'touchstart', 'wheel'] as const) {
  window.addEventListener(kind, () => (lastInputAtMs = performance.now()), { passive: true, capture: true });
}

/** True when somebody used this page within the last seconds: only then may a call keep an idle session alive. */
export function personIsActive(): boolean {
  return performance.now() - lastInputAtMs < CAUSED_WITHIN_MS;
}
