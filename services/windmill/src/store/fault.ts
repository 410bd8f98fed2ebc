/** What can be wrong with the data folder. */
export type StoreFault = 'in_use' | 'newer' | 'no_folder' | 'unreadable' | 'damaged' | 'full'

/** The data folder cannot be used as it is; the message is one line that says why and what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly fault: StoreFault

  constructor(fault: StoreFault, message: string, options?: ErrorOptions) {
    super(message, options)
    this.fault = fault
  }
}

/** SQLite's result codes; an extended code has one of them in its lowest byte. */
const SQLITE = { busy: 5, readOnly: 8, ioError: 10, corrupt: 11, full: 13, cannotOpen: 14, notADatabase: 26 }

/**
 * What SQLite or the file system threw, as a StoreError when the data folder is its cause; anything else stays as it is.
 * `folder` is named in the message when it is known; `otherwise` is what an error without a code of its own means.
 */
export function storeFault(error: unknown, folder?: string, otherwise?: StoreFault): unknown {
  if (!(error instanceof Error) || error instanceof StoreError) return error
  const fault = faultOf(error as Error & { code?: string; rawCode?: number }) ?? otherwise
  if (!fault) return error
  const named = folder ? `The data folder ${folder}` : 'The data folder'
  return new StoreError(fault, `${named} ${explain(fault, error.message)}`, { cause: error })
}

function explain(fault: StoreFault, reason: string): string {
  if (fault === 'in_use') return 'is in use by another server. Stop that one, or give another folder: --data DIR.'
  if (fault === 'no_folder') return 'is a file, or lies in one. Give a folder: --data DIR.'
  if (fault === 'full') {
    return 'has no space left. Free some on its disk and start again: what was answered until now is kept.'
  }
  if (fault === 'damaged') {
    return `cannot be read: its windmill.sqlite is damaged, or no database (${reason}). Put a copy of it back, or give another folder: --data DIR.`
  }
  return `cannot be used (${reason}). Let this user read and write it, or give another folder: --data DIR.`
}

function faultOf({ code, rawCode }: { code?: string; rawCode?: number }): StoreFault | undefined {
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') return 'full'
  if (code === 'ENOTDIR' || code === 'EEXIST') return 'no_folder'
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'unreadable'
  if (rawCode === undefined) return undefined
  switch (rawCode & 0xff) {
    case SQLITE.busy:
      return 'in_use'
    case SQLITE.full:
      return 'full'
    case SQLITE.corrupt:
    case SQLITE.notADatabase:
      return 'damaged'
    case SQLITE.readOnly:
    case SQLITE.ioError:
    case SQLITE.cannotOpen:
      return 'unreadable'
    default:
      return undefined
  }
}
