/**
 * What adds the budget of a run within another statement, where it has a limit and none yet. It is a part of a WITH, after
 * `limiting(run_id, limits)`, one row or none: the `budget` of the run's agent.
 */
export const ADD_BUDGET = `added_budget AS (
      INSERT INTO budgets (run_id, max_tokens, max_cost)
      SELECT run_id, (limits ->> 'max_tokens')::bigint, (limits ->> 'max_cost')::numeric
      FROM limiting WHERE coalesce(limits ->> 'max_tokens', limits ->> 'max_cost') IS NOT NULL
      ON CONFLICT (run_id) DO NOTHING
    )`
