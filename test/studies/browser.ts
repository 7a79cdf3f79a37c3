/** A headless browser that tests look at pages with: DevTools protocol over two pipes, so that nothing but the browser is needed. */
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { pathToFileURL } from 'node:url'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge']

/** CHROME_PATH, or a Chromium on PATH under one of its usual names; null where there is none. */
export function browserPath(): string | null {
  const given = process.env.CHROME_PATH
  if (given) return existsSync(given) ? given : null
  const folders = (process.env.PATH ?? '').split(delimiter)
  return names.flatMap(name => folders.map(folder => join(folder, name))).find(existsSync) ?? null
}
export const noBrowser = `no browser: set CHROME_PATH, or put one of ${names.join(', ')} on PATH`

type Params = Readonly<Record<string, unknown>>
interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: Params
  readonly result?: Params
  readonly error?: { readonly message: string }
}
export interface Tab {
  /** Errors on the console and uncaught ones, in order. */
  readonly errors: readonly string[]
  /** Addresses that were asked for. */
  readonly requests: readonly string[]
  send(method: string, params?: Params): Promise<Params>
  /** The value of an expression in the page. */
  value<T>(expression: string): Promise<T>
  /** Navigates to a file, and is settled when its load event is over. */
  load(file: string): Promise<void>
  /** The same, and its first paint: milliseconds from the start of the navigation. */
  open(file: string): Promise<number>
  /** A click as a user makes it, in the middle of the first element of a selector. */
  click(selector: string): Promise<void>
}
export interface Browser {
  tab(width: number, height: number): Promise<Tab>
  close(): Promise<void>
}

export function launch(path: string): Browser {
  const profile = mkdtempSync(join(tmpdir(), 'saddle-browser-'))
  const flags = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--hide-scrollbars',
  ]
  const child: ChildProcess = spawn(path, [...flags, `--user-data-dir=${profile}`, '--remote-debugging-pipe', 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  })
  const [to, from] = [child.stdio[3] as Writable, child.stdio[4] as Readable]
  const waiting = new Map<number, { resolve(result: Params): void; reject(error: Error): void }>()
  const listeners: ((message: Message & { sessionId?: string }) => void)[] = []
  let count = 0
  let rest = ''
  from.setEncoding('utf8')
  from.on('data', (text: string) => {
    const parts = (rest + text).split('\0')
    rest = parts.pop()!
    for (const part of parts) {
      const message = JSON.parse(part) as Message & { sessionId?: string }
      const asked = message.id === undefined ? undefined : waiting.get(message.id)
      if (!asked) listeners.forEach(l => l(message))
      else if (message.error) asked.reject(new Error(message.error.message))
      else asked.resolve(message.result ?? {})
    }
  })
  const send = (method: string, params: Params = {}, sessionId?: string): Promise<Params> =>
    new Promise((resolve, reject) => {
      const id = ++count
      waiting.set(id, { resolve, reject })
      to.write(`${JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) })}\0`)
    })

  const tab = async (width: number, height: number): Promise<Tab> => {
    const { targetId } = await send('Target.createTarget', { url: 'about:blank' })
    const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true })
    const errors: string[] = []
    const requests: string[] = []
    const said = new Map<string, () => void>()
    listeners.push(({ sessionId: whose, method, params }) => {
      if (whose !== sessionId || method === undefined) return
      said.get(method)?.()
      if (method === 'Runtime.exceptionThrown') errors.push(JSON.stringify(params))
      if (method === 'Log.entryAdded' && (params as { entry: { level: string } }).entry.level === 'error')
        errors.push(JSON.stringify(params))
      if (method === 'Runtime.consoleAPICalled' && ['error', 'warning', 'assert'].includes(String(params!.type)))
        errors.push(JSON.stringify(params))
      if (method === 'Network.requestWillBeSent') requests.push((params as { request: { url: string } }).request.url)
    })
    const own = (method: string, params: Params = {}): Promise<Params> => send(method, params, sessionId as string)
    for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await own(`${domain}.enable`)
    await own('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false })
    const value = async <T>(expression: string): Promise<T> => {
      const { result, exceptionDetails } = (await own('Runtime.evaluate', { expression, returnByValue: true })) as {
        result: { value: T }
        exceptionDetails?: unknown
      }
      if (exceptionDetails) throw new Error(`${expression}: ${JSON.stringify(exceptionDetails)}`)
      return result.value
    }
    const load = async (file: string): Promise<void> => {
      const loaded = new Promise<void>(resolve => said.set('Page.loadEventFired', resolve))
      await own('Page.navigate', { url: pathToFileURL(file).href })
      await loaded
    }
    return {
      errors,
      requests,
      send: own,
      value,
      load,
      open: async file => {
        await load(file)
        // Two frames: the first paint is over.
        await own('Runtime.evaluate', {
          expression: 'new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))',
          awaitPromise: true,
        })
        return value<number>('performance.now()')
      },
      click: async selector => {
        const at = await value<[number, number]>(
          `(() => { const e = document.querySelector(${JSON.stringify(selector)}); e.scrollIntoView({ block: 'center' }); const r = e.getBoundingClientRect(); return [r.left + r.width / 2, r.top + r.height / 2] })()`,
        )
        for (const type of ['mousePressed', 'mouseReleased'])
          await own('Input.dispatchMouseEvent', { type, x: at[0], y: at[1], button: 'left', clickCount: 1 })
      },
    }
  }
  return {
    tab,
    close: async () => {
      const ended = new Promise(resolve => child.once('exit', resolve))
      await send('Browser.close').catch(() => undefined)
      await ended
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
