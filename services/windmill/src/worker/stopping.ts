/** Why a job's process is ended when the server stops: its job stays in the queue and runs again at the next start. */
export const STOPPING = 'the server stops'
