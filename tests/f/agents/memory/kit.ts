import { connectLlm, DEFAULT_PROVIDER, type Llm, type Message, type Provider } from '../../../../f/lib/llm/index.ts'
import { dataTable, type Sql } from '../../../../f/lib/store/index.ts'
import { startModel } from '../../../../services/model/src/index.ts'
import type { DataTable } from '../../../../services/windmill/src/datatable/index.ts'
import { startDataTable } from '../../../helpers/data-table.ts'
import { type ScriptedModel, startScriptedModel } from '../../../helpers/scripted-model.ts'
import { openWindmillDoor } from '../../../helpers/windmill-door.ts'

/** What tests of memory run on: a data table, a chat model that plays a script, and the offline model's embeddings. */
export interface MemoryBench {
  sql: Sql
  table: DataTable
  chat: ScriptedModel
  llm: Llm
  offline: Llm
  stop(): Promise<void>
}

export async function openMemoryBench(): Promise<MemoryBench> {
  const table = await startDataTable()
  const door = await openWindmillDoor(table)
  const chat = await startScriptedModel()
  const model = await startModel()
  const provider: Provider = {
    kind: 'offline',
    base_url: model.baseUrl,
    models: { chat: 'offline', embedding: 'offline' },
  }
  door.resources.set(DEFAULT_PROVIDER, provider)
  const offline = connectLlm(provider)
  return {
    sql: dataTable(),
    table,
    chat,
    llm: { chat: connectLlm(chat.provider).chat, embed: offline.embed },
    offline,
    async stop() {
      await chat.stop()
      await model.stop()
      await door.stop()
      await table.stop()
    },
  }
}

export const at = '2026-11-21T10:00:00.000Z'
/** So many days after `at`. */
export const later = (days: number) => new Date(Date.parse(at) + days * 86_400_000).toISOString()
export const said = (...words: string[]): Message[] =>
  words.map((content, index) => ({ role: index % 2 === 0 ? 'user' : 'assistant', content }))
