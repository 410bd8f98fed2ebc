/** The program of `clients.ts`: says where its model is, and answers each question with how the turns went. */
import type { TurnsAsked, TurnsTaken } from './clients.ts'
import { startInstantModel } from './instant-model.ts'
import { perSecond } from './measure.ts'
import { createTurnCaller } from './turn-caller.ts'

process.on('message', async ({ target, agent, count, callers }: TurnsAsked) => {
  const { turn, stop } = createTurnCaller(target)
  const times: number[] = []
  const timed = async () => {
    const start = performance.now()
    await turn(agent)
    times.push(performance.now() - start)
  }
  const taken: TurnsTaken = { rate: await perSecond(count, callers, timed), times }
  stop()
  process.send!(taken)
})
// It is of no use without who asks, however that ended.
process.on('disconnect', () => process.exit())
process.send!((await startInstantModel()).provider)
