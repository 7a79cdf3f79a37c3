/** `1 h 05 min`, `2 min 10 s`, `9 s`. */
export function duration(seconds: number): string {
  const s = Math.ceil(seconds)
  const two = (n: number): string => String(n).padStart(2, '0')
  if (s >= 3600) return `${Math.floor(s / 3600)} h ${two(Math.floor((s % 3600) / 60))} min`
  return s >= 60 ? `${Math.floor(s / 60)} min ${two(s % 60)} s` : `${s} s`
}
