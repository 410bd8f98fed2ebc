/** A path that was found, and what stands in it for its parameters. */
export interface Match<T> {
  value: T
  params: Record<string, string>
}

interface Leaf<T> {
  value: T
  names: string[]
}

interface Node<T> {
  literals: Map<string, Node<T>>
  parameter?: Node<T>
  wildcard?: Leaf<T>
  leaf?: Leaf<T>
}

const newNode = <T>(): Node<T> => ({ literals: new Map() })

/**
 * Paths with parameters (`orders/:id/lines/*rest`) and what they stand for. A part of a path is looked for first as it
 * is, then as a parameter, then as the beginning of a wildcard, which takes at least one part; so `orders/new` comes
 * before `orders/:id` (the rules of Windmill's router).
 */
export class RouteTable<T> {
  readonly #root: Node<T> = newNode()

  /** Adds a path; false when it cannot be told from one that is there. */
  add(path: string, value: T): boolean {
    const names: string[] = []
    let node = this.#root
    for (const part of path.split('/')) {
      if (part.startsWith('*')) {
        if (node.wildcard) return false
        node.wildcard = { value, names: [...names, part.slice(1)] }
        return true
      }
      if (part.startsWith(':')) {
        names.push(part.slice(1))
        node.parameter ??= newNode()
        node = node.parameter
      } else {
        const next = node.literals.get(part) ?? newNode<T>()
        node.literals.set(part, next)
        node = next
      }
    }
    if (node.leaf) return false
    node.leaf = { value, names }
    return true
  }

  /** What a called path stands for; its parts are decoded, and none of them is empty. */
  find(parts: readonly string[]): Match<T> | undefined {
    const found = search(this.#root, parts, 0, [])
    if (!found) return undefined
    const { value, names } = found.leaf
    return { value, params: Object.fromEntries(names.map((name, index) => [name, found.values[index]!])) }
  }
}

function search<T>(
  node: Node<T>,
  parts: readonly string[],
  at: number,
  values: string[],
): { leaf: Leaf<T>; values: string[] } | undefined {
  const part = parts[at]
  if (part === undefined) return node.leaf && { leaf: node.leaf, values }
  const literal = node.literals.get(part)
  const found =
    (literal && search(literal, parts, at + 1, values)) ??
    (node.parameter && search(node.parameter, parts, at + 1, [...values, part]))
  return found ?? (node.wildcard && { leaf: node.wildcard, values: [...values, parts.slice(at).join('/')] })
}
