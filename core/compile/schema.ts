import protobuf from 'protobufjs'

const { Root } = protobuf

type FieldSpec = readonly [id: number, type: string, rule?: 'repeated']
const message = (fields: Record<string, FieldSpec>): protobuf.IType => ({
  fields: Object.fromEntries(
    Object.entries(fields).map(([name, [id, type, rule]]) => [name, rule ? { id, type, rule } : { id, type }]),
  ),
})

/** The part of ONNX's protocol buffers that a program needs (onnx.proto3, IR version 8). */
const root = Root.fromJSON({
  nested: {
    OperatorSetId: message({ domain: [1, 'string'], version: [2, 'int64'] }),
    Model: message({
      irVersion: [1, 'int64'],
      producerName: [2, 'string'],
      producerVersion: [3, 'string'],
      docString: [6, 'string'],
      graph: [7, 'Graph'],
      opsetImport: [8, 'OperatorSetId', 'repeated'],
      metadataProps: [14, 'Entry', 'repeated'],
    }),
    Entry: message({ key: [1, 'string'], value: [2, 'string'] }),
    Graph: message({
      node: [1, 'Node', 'repeated'],
      name: [2, 'string'],
      initializer: [5, 'Tensor', 'repeated'],
      input: [11, 'ValueInfo', 'repeated'],
      output: [12, 'ValueInfo', 'repeated'],
    }),
    Node: message({
      input: [1, 'string', 'repeated'],
      output: [2, 'string', 'repeated'],
      name: [3, 'string'],
      opType: [4, 'string'],
      attribute: [5, 'Attribute', 'repeated'],
      domain: [7, 'string'],
    }),
    Attribute: message({
      name: [1, 'string'],
      f: [2, 'float'],
      i: [3, 'int64'],
      s: [4, 'bytes'],
      g: [6, 'Graph'],
      ints: [8, 'int64', 'repeated'],
      type: [20, 'int32'],
    }),
    Tensor: message({ dims: [1, 'int64', 'repeated'], dataType: [2, 'int32'], name: [8, 'string'], rawData: [9, 'bytes'] }),
    ValueInfo: message({ name: [1, 'string'], type: [2, 'Type'] }),
    Type: message({ tensorType: [1, 'TensorType'] }),
    TensorType: message({ elemType: [1, 'int32'], shape: [2, 'Shape'] }),
    Shape: message({ dim: [1, 'Dimension', 'repeated'] }),
    Dimension: message({ dimValue: [1, 'int64'], dimParam: [2, 'string'] }),
  },
})

export const Model = root.lookupType('Model')

/** ONNX's numbers for attribute types. */
export const attributeType = { float: 1, int: 2, string: 3, graph: 5, ints: 7 } as const
/** ONNX's numbers for element types. */
export const elementType = { float32: 1, int32: 6, int64: 7, bool: 9, float64: 11 } as const
