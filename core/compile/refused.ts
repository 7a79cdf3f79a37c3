/** Kernels of TensorFlow.js that are not compiled, by the reason. */
export const refusalReasons: Readonly<Record<string, readonly string[]>> = {
  'it draws random numbers inside an op: draw them in game.sample(key)': ['Multinomial'],
  "the shape of its result depends on values, and a program's shapes are fixed": [
    ...['NonMaxSuppressionV3', 'NonMaxSuppressionV4', 'NonMaxSuppressionV5', 'Unique', 'SparseFillEmptyRows', 'SparseReshape'],
    ...['SparseSegmentMean', 'SparseSegmentSum', 'RaggedGather', 'RaggedRange', 'RaggedTensorToTensor', 'BroadcastArgs'],
  ],
  'a program has no strings': ['StaticRegexReplace', 'StringNGrams', 'StringSplit', 'StringToHashBucketFast'],
  'a program has no complex numbers: keep the real and the imaginary part apart': [
    ...['Complex', 'ComplexAbs', 'Real', 'Imag', 'FFT', 'IFFT'],
  ],
  'it reads or draws on a screen': ['FromPixels', 'Draw'],
  'volumes [N, D, H, W, C] are not compiled: write them with convolutions and poolings of slices': [
    ...['Conv3D', 'Conv3DBackpropFilterV2', 'Conv3DBackpropInputV2', 'AvgPool3D', 'AvgPool3DGrad', 'MaxPool3D', 'MaxPool3DGrad'],
  ],
  'derivatives do not come to it: they are written with other kernels': [
    ...['AvgPoolGrad', 'MaxPoolGrad', 'ResizeBilinearGrad', 'ResizeNearestNeighborGrad', 'EluGrad'],
  ],
  'no op of TensorFlow.js comes to it': ['LogicalXor', 'LowerBound', 'UpperBound', 'MatrixBandPart', 'Pool'],
  'nobody has needed it in a game yet: add a rule as CONTRIBUTING.md shows, or write the step with other ops': [
    ...['BitwiseAnd', 'CropAndResize', 'RotateWithOffset', 'Transform', 'MaxPoolWithArgmax', 'SparseToDense'],
    ...['Dilation2D', 'Dilation2DBackpropInput', 'Dilation2DBackpropFilter', 'LRN', 'LRNGrad'],
  ],
}

/** Kernels that are not compiled, and the reason. Together with those that have a rule they are all that TensorFlow.js has. */
export const refusedKernels: ReadonlyMap<string, string> = new Map(
  Object.entries(refusalReasons).flatMap(([why, kernels]) => kernels.map(kernel => [kernel, why] as const)),
)
/** Kernels that draw random numbers, which would freeze in a compiled step and come back otherwise in an eager one. */
export const randomKernels: ReadonlySet<string> = new Set(['Multinomial'])
