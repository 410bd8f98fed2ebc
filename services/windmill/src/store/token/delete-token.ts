import { query } from '../sql.ts'

/** Removes one token, by its hash. */
export const deleteToken = query<{ token_hash: string }>('DELETE FROM token WHERE token_hash = :token_hash')
