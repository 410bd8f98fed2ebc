/** A place where a repository relies on what a free Windmill does not do. */
export interface Finding {
  /** The file, below the repository's root. */
  path: string
  /** What it relies on. */
  what: string
  /** What a free Windmill does with it, and what to do instead. */
  why: string
}

/** A file of a repository: its path below the root, and its text. */
export interface RepositoryFile {
  path: string
  text: string
}
