/** What a run's cost may be counted in. FLOPs come first: they see minibatch, network and second derivatives. */
export const axes = ['flops', 'gradients', 'seconds', 'steps'] as const
export type Axis = (typeof axes)[number]
