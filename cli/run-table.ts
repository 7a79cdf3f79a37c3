import type { Measured } from '../core/measure.ts'
import { counted, short } from './table.ts'

/** Prints measured steps as they come, under a heading that the first one decides. */
export function tableWriter(print: (line: string) => void): (measured: Measured) => void {
  let names: string[] | null = null
  const cell = (text: string, name: string): string => text.padStart(Math.max(11, name.length))
  return ({ step, meter, metrics }) => {
    const keys = Object.keys(metrics)
    if (names === null || (names.length === 0 && keys.length > 0)) {
      names = keys
      print(
        ['step'.padStart(8), cell('FLOPs', ''), cell('gradients', ''), ...names.map(n => cell(n, n)), cell('seconds', '')].join(
          '  ',
        ),
      )
    }
    // NaN is what a metric gives where it has no number, as of a stage that is not solved yet.
    const values = names.map(name => cell(Number.isNaN(metrics[name] ?? NaN) ? '–' : short(metrics[name]!), name))
    const flops = `${counted(meter.flops)}${meter.estimated ? '*' : ''}`
    print(
      [
        String(step).padStart(8),
        cell(flops, ''),
        cell(counted(meter.gradients), ''),
        ...values,
        cell(meter.seconds.toFixed(2), ''),
      ].join('  '),
    )
  }
}
