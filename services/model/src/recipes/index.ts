import { arithmetic } from './arithmetic.ts'
import { chance } from './chance.ts'
import { conversions } from './conversions.ts'
import { greetings } from './greetings.ts'
import { lists } from './lists.ts'
import { chooseRecipe, type Recipe, type Script } from './recipe.ts'
import { sequences } from './sequences.ts'
import { texts } from './texts.ts'
import { times } from './times.ts'
import { web } from './web.ts'

export type { Kind, Recipe, Script } from './recipe.ts'

/** Every script that the offline model can write. Where two fit equally well, the first is taken. */
export const RECIPES: readonly Recipe[] = [
  ...greetings,
  ...lists,
  ...arithmetic,
  ...sequences,
  ...texts,
  ...times,
  ...chance,
  ...conversions,
  ...web,
]

/** The script that a task asks for, or `undefined` when no recipe accounts for all of it. */
export function writeScript(task: string): Script | undefined {
  return chooseRecipe(RECIPES, task)?.write(task)
}
