/** The first path of a script or flow in Windmill: `u/ada/hello`, `f/folder/name/more`. */
export function windmillPath(text: string): string | undefined {
  return /(?<![\w/])[ufg]\/[\w-]+(?:\/[\w-]+)+/.exec(text)?.[0]
}

/** The name that a task gives to what it wants made: `called x`, `named "my thing"`, or the end of a path. */
export function givenName(task: string): string | undefined {
  const said = /\b(?:called|named)\s+(?:"([^"]+)"|'([^']+)'|`([^`]+)`|([\w/-]+))/i.exec(task)
  const name = said?.slice(1).find(Boolean) ?? windmillPath(task)
  return name && toSnakeCase(name.split('/').at(-1)!)
}

/** `Hello World-2` as `hello_world_2`. */
export function toSnakeCase(text: string): string {
  return text
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z\d]+/g, '_')
    .replace(/^_+|_+$/g, '')
}
