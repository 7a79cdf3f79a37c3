import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeReport } from '../../studies/exports/write-report.ts'
import { browserPath, launch, noBrowser, type Browser, type Tab } from './browser.ts'
import { synthetic } from './synthetic.ts'

const path = browserPath()
if (!path) console.log(`the page of a study is not looked at in a browser: ${noBrowser}`)

describe.skipIf(!path)('the page of a study in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'saddle-page-'))
  let browser: Browser
  let file = ''
  let tab: Tab
  const visible = (selector: string): Promise<number> =>
    tab.value(`[...document.querySelectorAll(${JSON.stringify(selector)})].filter(e => e.getClientRects().length > 0).length`)
  const figure = (): Promise<string> => tab.value('document.querySelector(".plot").innerHTML')
  const colour = (name: string): Promise<string> => tab.value(`getComputedStyle(document.body).${name}`)
  const scheme = (media: string, value: string): Promise<unknown> =>
    tab.send('Emulation.setEmulatedMedia', { media, features: [{ name: 'prefers-color-scheme', value }] })

  beforeAll(async () => {
    file = writeReport(synthetic({ games: 2, rows: 8, seeds: 3, marks: 45, tuned: true, pictures: true, pending: 17 }), folder)
    browser = launch(path!)
    tab = await browser.tab(1200, 900)
    await scheme('screen', 'light')
    await tab.open(file)
  })
  afterAll(async () => {
    await browser.close()
    rmSync(folder, { recursive: true })
  })

  it('asks for nothing but itself', () => {
    expect(tab.requests.filter(r => !r.startsWith('data:'))).toEqual([expect.stringMatching(/^file:.*index\.html$/)])
  })
  it('draws over every axis what its script draws as on the server', async () => {
    const first = await figure()
    expect(first).toContain('floating-point operations')
    for (const [id, label] of [
      ['gradients', 'gradients'],
      ['seconds', 'seconds inside steps'],
      ['step', 'steps'],
    ]) {
      await tab.click(`label[for=over-${id!}]`)
      const now = await figure()
      expect(now).not.toBe(first)
      expect(
        await tab.value<string>('[...document.querySelectorAll(".plot .axes text")].map(t => t.textContent).join("\\n")'),
      ).toContain(label)
    }
    await tab.click('label[for=over-flops]')
    expect(await figure()).toBe(first)
  })
  it('has logarithmic and linear axes', async () => {
    const first = await figure()
    const drawn = new Set([first])
    for (const id of ['x-linear', 'y-linear', 'x-log', 'y-log']) {
      await tab.click(`label[for=${id}]`)
      drawn.add(await figure())
    }
    // x and y log are what they usually are here.
    expect(drawn.size).toBe(4)
    for (const id of ['x-auto', 'y-auto']) await tab.click(`label[for=${id}]`)
    expect(await figure()).toBe(first)
  })
  it('hides and shows a row everywhere, and all of them', async () => {
    const shown = await visible('.lines .r2, tbody .r2')
    expect(shown).toBeGreaterThan(5)
    const others = await visible('.lines .r3')
    await tab.click('label[for=row-2]')
    expect(await visible('.r2')).toBe(0)
    expect(await visible('.lines .r3')).toBe(others)
    await tab.click('button[data-rows=none]')
    expect(await visible('.lines [class^=r], tbody [class^=r]')).toBe(0)
    await tab.click('button[data-rows=all]')
    expect(await visible('.lines .r2, tbody .r2')).toBe(shown)
  })
  it('keeps rows hidden when the axes change', async () => {
    await tab.click('label[for=row-1]')
    await tab.click('label[for=over-step]')
    expect(await visible('.r1')).toBe(0)
    await tab.click('label[for=over-flops]')
    await tab.click('label[for=row-1]')
  })
  it('is light and dark by the system and by its switch, and light on paper', async () => {
    const [light, dark] = ['rgb(252, 251, 248)', 'rgb(22, 23, 26)']
    expect(await colour('backgroundColor')).toBe(light)
    await scheme('screen', 'dark')
    expect(await colour('backgroundColor')).toBe(dark)
    await tab.click('label[for=theme-light]')
    expect(await colour('backgroundColor')).toBe(light)
    await scheme('screen', 'light')
    await tab.click('label[for=theme-dark]')
    expect(await colour('backgroundColor')).toBe(dark)
    expect(await tab.value('getComputedStyle(document.querySelector(".lines .r1")).stroke')).toBe('rgb(255, 113, 131)')
    await scheme('print', 'light')
    expect(await colour('backgroundColor')).toBe('rgb(255, 255, 255)')
    expect(await visible('label[for=over-flops]')).toBe(0)
    expect(await visible('.rows label svg')).toBe(8)
    const { data } = (await tab.send('Page.printToPDF')) as { data: string }
    expect(Buffer.from(data, 'base64').subarray(0, 5).toString()).toBe('%PDF-')
    await scheme('screen', 'light')
    await tab.click('label[for=theme-auto]')
  })
  it('opens every drawer and goes to every section', async () => {
    const drawers = await tab.value<number>('document.querySelectorAll("details").length')
    for (let i = 0; i < drawers; i++) {
      await tab.value(`document.querySelectorAll('details')[${i}].setAttribute('id', 'drawer-${i}')`)
      await tab.click(`#drawer-${i} > summary`)
    }
    expect(await tab.value('document.querySelectorAll("details[open]").length')).toBe(drawers)
    const links = await tab.value<string[]>('[...document.querySelectorAll("nav a")].map(a => a.getAttribute("href"))')
    for (const href of links) {
      await tab.click(`nav a[href="${href}"]`)
      const top = await tab.value<number>(`document.querySelector('${href}').getBoundingClientRect().top`)
      expect(top).toBeLessThan(900)
    }
  })
  it('fits on narrow paper', async () => {
    const narrow = await browser.tab(400, 800)
    await narrow.open(file)
    expect(await narrow.value('document.documentElement.scrollWidth')).toBeLessThanOrEqual(400)
    // Letters of figures are no smaller than 9 pixels.
    const least = await narrow.value<number>(
      'Math.min(...[...document.querySelectorAll(".plot svg")].map(s => 12 * s.getBoundingClientRect().width / s.viewBox.baseVal.width))',
    )
    expect(least).toBeGreaterThan(9)
    expect(narrow.errors).toEqual([])
  })
  it('is right without a script', async () => {
    const plain = await browser.tab(1200, 900)
    await plain.send('Emulation.setScriptExecutionDisabled', { value: true })
    await plain.load(file)
    const { root } = (await plain.send('DOM.getDocument')) as { root: { nodeId: number } }
    const { nodeIds } = (await plain.send('DOM.querySelectorAll', { nodeId: root.nodeId, selector: '.plot svg' })) as {
      nodeIds: number[]
    }
    expect(nodeIds.length).toBeGreaterThan(8)
    const { nodeId } = (await plain.send('DOM.querySelector', { nodeId: root.nodeId, selector: 'label[for=over-flops]' })) as {
      nodeId: number
    }
    await expect(plain.send('DOM.getBoxModel', { nodeId })).rejects.toThrow()
  })
  it('has no error on its console', () => expect(tab.errors).toEqual([]))
})
