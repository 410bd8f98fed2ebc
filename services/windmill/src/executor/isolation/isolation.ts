import type { IsolationReport } from '../contract.ts'

/** What a job's process may see, beside the system's own programs. */
export interface Sight {
  /** Folders that it may read: Bun, the wrapper, bundles, packages. */
  readable: string[]
  /** The server's data folder, of which it sees nothing but what is readable. */
  hidden: string
}

/** One process to be started. */
export interface Confined {
  command: string[]
  /** The job's own folder on the machine; a namespace may have one in memory instead. */
  folder?: string
  /** A folder, below the hidden one, that it finds as `./shared`. */
  shared?: string
  /** Folders below the hidden one that it may write, at their own place. */
  writable?: string[]
}

/** A way to start processes apart from the machine. */
export interface Isolation extends IsolationReport {
  /** Whether a job's folder has to be made on the machine. */
  needsFolder: boolean
  /** Where the job finds its own folder. */
  home(folder: string | undefined): string
  /** The command that starts the process host. */
  aroundHost(command: string[]): string[]
  /** The command with which the host starts a job's process. */
  aroundJob(confined: Confined): string[]
}
