import type { Json } from '../../shared/json.ts'
import { query } from '../sql.ts'

/** Puts aside one of the things that a flow's loop goes over. */
export const insertLoopItem = query<{ flow_id: string; at: number; item: Json }>(
  'INSERT INTO loop_item (flow_id, at, item) VALUES (:flow_id, :at, :item)',
  { json: ['item'] },
)

export const getLoopItem = query<{ flow_id: string; at: number }, { item: Json }>(
  'SELECT item FROM loop_item WHERE flow_id = :flow_id AND at = :at',
  { json: ['item'] },
)

/** Forgets what a flow's loop went over. */
export const deleteLoopItems = query<{ flow_id: string }>('DELETE FROM loop_item WHERE flow_id = :flow_id')
