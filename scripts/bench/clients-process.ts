/** The program of `clients.ts`: says where its model is, and answers each question with how the turns went. */
import type { TurnsAsked, TurnsTaken } from './clients.ts'
import { startInstantModel } from './instant-model.ts'
import { perSecond, timeEach } from './measure.ts'
import { createTurnCaller } from './turn-caller.ts'

process.on('message', async ({ target, agent, count, callers }: TurnsAsked) => {
  const { turn, stop } = createTurnCaller(target)
  const times: number[] = []
  const rate = await perSecond(count, callers, async () => times.push(...(await timeEach(1, () => turn(agent)))))
  const taken: TurnsTaken = { rate, times }
  stop()
  process.send!(taken)
})
// It is of no use without who asks, however that ended.
process.on('disconnect', () => process.exit())
process.send!((await startInstantModel()).provider)
