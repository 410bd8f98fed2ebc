const TAKEN = { seq: 1, delivered: 0 }

/** What a hub without readers answers to the body of a broadcast, one message or a list; all are the first to it. */
export const takeBroadcast = (body: unknown): object => (Array.isArray(body) ? body.map(() => TAKEN) : TAKEN)
