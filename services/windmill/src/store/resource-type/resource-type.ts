import type { Json } from '../../shared/json.ts'

/** A resource type: the JSON schema that values of a kind follow. */
export interface ResourceType {
  workspace_id: string
  name: string
  schema: Json
  description: string | null
  /** Resources of this type hold the text of a file with this ending. */
  format_extension: string | null
  is_fileset: boolean
  created_by: string
  edited_at: number
}

/** How the columns of a resource type are stored. */
export const RESOURCE_TYPE_SHAPE = { json: ['schema'], bool: ['is_fileset'] } as const
