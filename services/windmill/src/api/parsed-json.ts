import { z } from 'zod'
import { DEEPEST, isJsonObject, isNoDeeper, type Json, type JsonObject } from '../shared/json.ts'

/**
 * JSON of any shape within a body. All of a body has come out of a JSON parser, so there is nothing to check but the
 * depth; `z.json()` would look at each value in five ways.
 */
export const parsedJson = z.custom<Json>(
  (value) => value !== undefined && isNoDeeper(value, DEEPEST),
  `expected JSON of at most ${DEEPEST} levels`,
)

/** A JSON object of any shape within a body. */
export const parsedObject = z.custom<JsonObject>(
  (value) => isJsonObject(value) && isNoDeeper(value, DEEPEST),
  `expected an object of at most ${DEEPEST} levels`,
)
