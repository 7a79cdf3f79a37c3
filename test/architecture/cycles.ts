/** Every strongly connected set of more than one node, or of one that points at itself (Tarjan 1972), sorted. */
export function cycles(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const found: string[][] = []
  const visit = (v: string): void => {
    order.set(v, order.size)
    low.set(v, order.get(v)!)
    stack.push(v)
    for (const w of edges.get(v) ?? []) {
      if (!order.has(w)) {
        visit(w)
        low.set(v, Math.min(low.get(v)!, low.get(w)!))
      } else if (stack.includes(w)) low.set(v, Math.min(low.get(v)!, order.get(w)!))
    }
    if (low.get(v) !== order.get(v)) return
    const component = stack.splice(stack.indexOf(v))
    if (component.length > 1 || edges.get(v)?.includes(v)) found.push(component.sort())
  }
  for (const v of edges.keys()) if (!order.has(v)) visit(v)
  return found.sort((a, b) => (a[0]! < b[0]! ? -1 : 1))
}
