import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'

/** What a server that was killed had written. */
export interface Kept {
  /** Jobs that had been acknowledged, and of those, the ones that had ended and the ones that a process ran. */
  jobs: Set<string>
  ended: Set<string>
  running: Set<string>
  /** `JOB KEY` of each step that a workflow-as-code had behind it. */
  checkpoints: Set<string>
  /** Paths of scripts. */
  scripts: Set<string>
  /** SQLite's own verdict about the file. */
  integrity: string
}

/** Reads a copy of the store in a data folder that no server has open. */
export function readKept(dataDir: string): Kept {
  const copy = mkdtempSync(join(tmpdir(), 'kept-'))
  try {
    for (const name of ['windmill.sqlite', 'windmill.sqlite-wal']) cpSync(join(dataDir, name), join(copy, name))
    const database = new Database(join(copy, 'windmill.sqlite'))
    const column = (sql: string) => (database.prepare(sql).all() as { value: string }[]).map((row) => row.value)
    const kept: Kept = {
      jobs: new Set(column('SELECT id AS value FROM job')),
      ended: new Set(column('SELECT id AS value FROM job_completed')),
      running: new Set(column('SELECT id AS value FROM job_queue WHERE running = 1')),
      checkpoints: new Set(
        column(
          `SELECT job_status.id || ' ' || step.key AS value
           FROM job_status, json_each(workflow_as_code_status, '$._checkpoint.completed_steps') AS step
           WHERE workflow_as_code_status IS NOT NULL`,
        ),
      ),
      scripts: new Set(column('SELECT path AS value FROM script')),
      integrity: column('SELECT integrity_check AS value FROM pragma_integrity_check').join(', '),
    }
    database.close()
    return kept
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}
