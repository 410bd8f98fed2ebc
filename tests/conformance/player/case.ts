import type { Json, JsonObject } from '../../../services/windmill/src/shared/json.ts'

/** A case: what is deployed before, what is run, and what people do meanwhile. `../cases.json` holds them. */
export interface Case {
  name: string
  about: string
  deploy?: Deployment
  run: Run | Run[]
}

export interface Deployment {
  scripts?: ({ path: string; content: string } & JsonObject)[]
  flows?: ({ path: string } & JsonObject)[]
  variables?: ({ path: string } & JsonObject)[]
  resources?: ({ path: string } & JsonObject)[]
  resourceTypes?: ({ name: string } & JsonObject)[]
}

export interface Run {
  flow?: JsonObject
  script?: string
  language?: string
  deployedFlow?: string
  deployedScript?: string
  path?: string
  query?: string
  args?: JsonObject
  actions?: Action[]
}

/** What somebody does while a run waits. */
export interface Action {
  /** Answers a suspended flow. */
  resume?: Json
  disapprove?: Json
  resumeId?: number
  approver?: string
  /** Cancels it, with this reason. */
  cancelJob?: string
  /** Answers an approval of a workflow-as-code by its key. */
  approve?: string
  refuse?: string
  payload?: Json
  /** Answers child flows of a workflow-as-code, in the order of its calls. */
  children?: { resume?: Json; disapprove?: Json; approver: string }[]
}
