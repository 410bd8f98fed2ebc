import type { ModuleStatus } from '../shared/openflow.ts'
import { childFlow } from './child-flow.ts'
import { type Entry, type Start, start } from './entry.ts'
import { withChildBegun } from './group.ts'
import { sameWorkerFault } from './loops.ts'
import { type BranchAllValue, type BranchOneValue, isParallel } from './modules.ts'
import { entryScope, holds } from './scopes.ts'

type Chosen = NonNullable<ModuleStatus['branch_chosen']>

/**
 * Finds the first branch whose predicate holds.
 * @throws ExpressionError when a predicate throws: the step then fails as a script would
 */
export function chooseBranch({ draft, previous, previousId, answers }: Entry, { branches }: BranchOneValue): Chosen {
  const scope = entryScope(draft, previous, previousId, answers)
  const branch = branches.findIndex(({ expr }) => holds(draft, expr, scope))
  return branch < 0 ? { type: 'default' } : { type: 'branch', branch }
}

/**
 * Begins the chosen branch.
 * @returns the step's status; undefined when the branch has no steps
 */
export function beginBranch(entry: Entry, value: BranchOneValue, chosen: Chosen): ModuleStatus | undefined {
  const modules = chosen.type === 'default' ? value.default : value.branches[chosen.branch]!.modules
  if (modules.length === 0) return undefined
  const { draft, module, current } = entry
  const flow = childFlow(draft.flow, modules, `${draft.status.step}`)
  const [job] = start(entry, [{ module, flow, args: entry.retriedArgs ?? draft.args }])
  return { type: 'InProgress', id: current.id, job, branch_chosen: chosen }
}

/**
 * Begins all branches, or the next one. A branch without steps is begun too, and returns its input (case
 * branchall/empty-branch).
 * @returns the step's status; undefined when there are no branches
 */
export function beginBranches(entry: Entry, value: BranchAllValue): ModuleStatus | undefined {
  const { draft, module, current } = entry
  const len = value.branches.length
  if (len === 0) return undefined
  const branch = (index: number): Start => ({
    module,
    flow: childFlow(draft.flow, value.branches[index]!.modules, `${draft.status.step}-${index}`),
    args: entry.retriedArgs ?? draft.args,
  })
  if (isParallel(value)) {
    if (draft.flow.same_worker && !module.suspend && !module.sleep && len > 1) throw sameWorkerFault()
    const jobs = start(
      entry,
      value.branches.map((_, index) => branch(index)),
    )
    const status: ModuleStatus = { type: 'InProgress', id: current.id, job: jobs[0], parallel: true }
    return { ...jobs.reduce(withChildBegun, status), branchall: { branch: 0, len } }
  }
  const before = current.type === 'InProgress' && current.branchall ? current : undefined
  const index = before ? before.branchall!.branch + 1 : 0
  const [job] = start(entry, [branch(index)])
  const status: ModuleStatus = before ?? { type: 'InProgress', id: current.id }
  return { ...withChildBegun(status, job!), job, branchall: { branch: index, len } }
}
