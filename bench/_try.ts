import { createLab } from '/tmp/wt/b2/core/lab.ts'
import { builtin } from '/tmp/wt/b2/plugins/builtin.ts'
import { engineOf } from '/tmp/wt/b2/core/execute.ts'
const lab = createLab(builtin)
const t0=performance.now()
const a = lab.assemble({ game: process.argv[2]!, optimizer: 'convex-dual', metrics: [], seed: 0 })
console.log('assembled', performance.now()-t0, a.game.stages)
const { engine } = await engineOf(a, {})
let { state } = await engine.begin()
for (let s=0;s<a.game.stages!.length;s++){ const t=performance.now(); ({state} = await engine.advance(state,s,1)); const ans=await engine.answer(state); const θ=ans[0]!.atoms[0]!; const o=a.game.oracles!.stages![s]!; const r=await o.real(); const t1=performance.now(); const g=await o.generated(θ); console.log(o.name,'solve s',(t1-t)/1000,'β',r.threshold,'k',r.values.filter(v=>v>r.threshold).length,'rel',g.distance/r.threshold-1, 'gen', (performance.now()-t1)/1000, g.values.slice(0,3), r.values.slice(0,3)) }
