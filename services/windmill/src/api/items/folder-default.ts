import { z } from 'zod'
import type { Member } from '../../auth/index.ts'
import { badRequest } from '../../shared/errors.ts'
import { folders, groups, members } from '../../store/index.ts'
import type { Windmill } from '../context.ts'

/** As whom jobs run: a member (`u/ada`) or a group (`g/ops`), and the e-mail that goes with them. */
export interface RunsAs {
  permissioned_as: string
  email: string
}

const rules = z.array(z.object({ path_glob: z.string(), permissioned_as: z.string() }))

/** The group whose members may deploy for others, as admins may. */
export const DEPLOYERS = 'wm_deployers'

/** Whether a member may say as whom what they deploy runs. */
export const mayDeployForOthers = (member: Member): boolean => member.is_admin || member.groups.includes(DEPLOYERS)

/**
 * As whom a new item at a path is to run, by the first rule of its folder (`default_permissioned_as`) that fits, when
 * somebody puts it there who may deploy for others; undefined when there is none. Throws 400 for a rule that names nobody
 * of the workspace.
 */
export function folderDefault({ store }: Windmill, member: Member, path: string): RunsAs | undefined {
  const [, name, relative] = /^f\/([^/]+)\/(.+)$/.exec(path) ?? []
  if (!name || !relative || !mayDeployForOthers(member)) return undefined
  const { connection } = store
  const { workspace_id } = member
  const folder = folders.getFolder.one(connection, { workspace_id, name })
  const parsed = rules.safeParse(folder?.default_permissioned_as)
  const rule = parsed.data?.find(({ path_glob }) => globOf(path_glob)?.test(relative))
  if (!rule) return undefined
  const found = find(rule.permissioned_as)
  if (found) return found
  throw badRequest(
    `The folder ${name} says that ${rule.path_glob} runs as ${rule.permissioned_as}, who is not in the workspace ` +
      `${workspace_id}: correct its default_permissioned_as`,
  )

  function find(owner: string): RunsAs | undefined {
    if (owner.startsWith('g/')) {
      const group = groups.getGroup.one(connection, { workspace_id, name: owner.slice(2) })
      return group && { permissioned_as: owner, email: `group-${group.name}@windmill.dev` }
    }
    const row = owner.startsWith('u/')
      ? members.getMemberByUsername.one(connection, { workspace_id, username: owner.slice(2) })
      : members.getMember.one(connection, { workspace_id, email: owner })
    return row && { permissioned_as: `u/${row.username}`, email: row.email }
  }
}

const PARTS = /\*\*\/|\*+|\{|\}|,|\[[^\]]+\]|[^*{},[]+|\[/g

/**
 * A glob as Windmill's rules have it: `*` and `**` for anything, `?` for a letter, `[ab]`, `[!ab]` and `{a,b}` for a
 * choice. Undefined for what is none.
 */
function globOf(glob: string): RegExp | undefined {
  let depth = 0
  const pattern = (glob.match(PARTS) ?? []).map((part) => {
    if (part === '**/') return '(?:.*/)?'
    if (part.startsWith('*')) return '.*'
    if (part.startsWith('[') && part.length > 1) return part.replace(/^\[!/, '[^')
    if (part === '{') {
      depth += 1
      return '(?:'
    }
    if (part === '}' && depth > 0) {
      depth -= 1
      return ')'
    }
    if (part === ',' && depth > 0) return '|'
    return part.replace(/[\\^$.+()[\]{}|]/g, '\\$&').replaceAll('?', '.')
  })
  try {
    return new RegExp(`^${pattern.join('')}$`, 's')
  } catch {
    return undefined
  }
}
