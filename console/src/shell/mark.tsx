/** Breakwater's mark. */
export function Mark({ size = 22 }: { size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" className="shrink-0">
      <rect width="32" height="32" rx="7" className="fill-accent-fill" />
      <g fill="none" strokeWidth="2.6" strokeLinecap="round" strokeLinejoin="round" className="stroke-on-accent">
        <path d="M5 21.500c3.500 0 3.500-2.500 7-2.500s3.500 2.500 7 2.500 3.500-2.500 8-2.500" />
        <path d="M9 14 16 6.500 23 14" />
      </g>
    </svg>
  );
}
