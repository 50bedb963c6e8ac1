/** How long each proof lasts, milliseconds. */
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A session nobody uses ends after this… */
export const SESSION_IDLE_MS = HOUR_MS;
/** …and any session after this. */
export const SESSION_MAX_MS = 12 * HOUR_MS;
/** An enrolment session is for one thing. */
export const ENROL_SESSION_MS = 15 * MINUTE_MS;
/** How long a user verification counts as fresh. */
export const FRESH_MS = 5 * MINUTE_MS;
/** A challenge is good for one answer within this. */
export const CEREMONY_MS = 5 * MINUTE_MS;
/** Invitation, recovery and first-start links. */
export const LINK_MS = 24 * HOUR_MS;
/** After a rotation the old cookie still works this long, without freshness: requests of other tabs are under way. */
export const ROTATION_GRACE_MS = 10_000;
/**
 * A session seen later than this after now belongs to a clock that was ahead and has been set back: all its limits would hold
 * for as much longer, so it ends. Time servers step by less.
 */
export const CLOCK_STEP_MS = 5 * MINUTE_MS;
/** How often "last seen" is written. */
export const SEEN_EVERY_MS = MINUTE_MS;
