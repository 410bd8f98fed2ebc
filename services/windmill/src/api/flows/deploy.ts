import type { Hono } from 'hono'
import { z } from 'zod'
import type { Member } from '../../auth/index.ts'
import { createFlow, updateFlow } from '../../deploy/index.ts'
import { badRequest } from '../../shared/errors.ts'
import { flows } from '../../store/index.ts'
import { memberOf, pathOf, readBody, type Windmill } from '../context.ts'
import { refuseOperator } from '../items/access.ts'
import { onBehalfOf } from '../items/on-behalf-of.ts'
import { checkSteps } from '../items/runnable-access.ts'
import { type FlowBody, flowBody, flowUpdateBody, newFlowOf } from './flow-body.ts'
import { flowAt } from './read.ts'

const archiveBody = z.object({ archived: z.boolean().nullish() })

/** Routes that deploy flows, archive and delete them. */
export function addDeployRoutes(app: Hono, windmill: Windmill): void {
  const { auth, store, beyond } = windmill
  const { connection } = store

  const flowOf = (member: Member, body: FlowBody, isNew: boolean) => {
    if (body.ws_error_handler_muted && !beyond) {
      throw badRequest('Muting the error handler for certain flow is only available in enterprise version')
    }
    checkSteps(windmill, member, body.value)
    const flow = newFlowOf(body)
    const deployed = { path: body.path, isNew, preserve: body.preserve_on_behalf_of ?? false }
    return { ...flow, options: onBehalfOf(windmill, member, flow.options, deployed) }
  }

  app.post('/create', async (c) => {
    const member = memberOf(windmill, c)
    refuseOperator(member, 'create flows')
    const body = await readBody(c, flowBody)
    auth.requireWrite(member, body.path, {})
    createFlow(windmill, member, flowOf(member, body, true))
    return c.text(body.path, 201)
  })

  app.post('/update/:path{.+}', async (c) => {
    const member = memberOf(windmill, c)
    refuseOperator(member, 'update flows')
    const body = await readBody(c, flowUpdateBody)
    const { path: from, extra_perms } = flowAt(windmill, c)
    const path = body.path ?? from
    auth.requireWrite(member, from, extra_perms)
    if (path !== from) auth.requireWrite(member, path, {})
    updateFlow(windmill, member, from, flowOf(member, { ...body, path }, false))
    return c.text(path)
  })

  app.post('/archive/:path{.+}', async (c) => {
    const member = memberOf(windmill, c)
    refuseOperator(member, 'archive flows')
    const { archived } = await readBody(c, archiveBody)
    const { workspace_id, path, extra_perms } = flowAt(windmill, c)
    auth.requireWrite(member, path, extra_perms)
    flows.archiveFlow.run(connection, { workspace_id, path, archived: archived ?? true })
    return c.text(`Flow ${path} archived`)
  })

  app.delete('/delete/:path{.+}', (c) => {
    const member = memberOf(windmill, c)
    refuseOperator(member, 'delete flows')
    const { workspace_id } = member
    const path = pathOf(c)
    // The CLI deletes a flow once for each of its files, so to delete it again is no fault.
    auth.requireWrite(member, path, flows.getFlow.one(connection, { workspace_id, path })?.extra_perms ?? {})
    store.transaction(() => {
      flows.deleteFlow.run(connection, { workspace_id, path })
      flows.deleteFlowVersions.run(connection, { workspace_id, path })
    })
    return c.text(`Flow ${path} deleted`)
  })
}
