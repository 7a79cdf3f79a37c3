import type { Picture } from '../core/picture.ts'

/** A picture of one of several, and its weight in [0, 1]. */
export interface Panel {
  readonly index: number
  readonly weight: number
  readonly picture: Picture
}

/** Pixels between panels, between a panel and its bar, and of a bar. */
const [apart, near, bar] = [3, 1, 2]

/** Pictures of one size in a grid on grey of so many columns (null: nearly a square), each above a white bar, of which a dark one is the whole. */
export function panelGrid(panels: readonly Panel[], columns: number | null): Picture {
  const { width: w, height: h, channels } = panels[0]!.picture
  const across = columns ?? Math.ceil(Math.sqrt(panels.length))
  const [cell, row] = [w + apart, h + near + bar + apart]
  const [W, H] = [across * cell - apart, Math.ceil(panels.length / across) * row - apart]
  const levels = new Float64Array(W * H * channels).fill(0.5)
  const paint = (x: number, y: number, value: number, c: number): number => (levels[(y * W + x) * channels + c] = value)
  panels.forEach(({ weight, picture }, k) => {
    const [left, top] = [(k % across) * cell, Math.floor(k / across) * row]
    picture.levels.forEach((value, e) => {
      const at = Math.floor(e / channels)
      paint(left + (at % w), top + Math.floor(at / w), value, e % channels)
    })
    for (let y = 0; y < bar; y++)
      for (let x = 0; x < w; x++)
        for (let c = 0; c < channels; c++) paint(left + x, top + h + near + y, x < Math.round(weight * w) ? 1 : 0.2, c)
  })
  return { width: W, height: H, channels, levels }
}
