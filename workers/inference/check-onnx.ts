import onnxProto from "onnx-proto";
import type { onnx as Onnx } from "onnx-proto";
import { firstLine, ModelError } from "./runtime";

const { onnx } = onnxProto;
const EXTERNAL = onnx.TensorProto.DataLocation.EXTERNAL;

/** Refuses what is not ONNX, and tensors that lie in other files: their path could name any file of the server. */
export function checkOnnx(bytes: Uint8Array): void {
  const model = decode(bytes);
  if (!model.graph?.node?.length) throw new ModelError("The ONNX file holds no graph.");
  if (model.functions?.length)
    throw new ModelError("The ONNX file defines functions of its own, which are not supported.");
  checkGraph(model.graph);
}

function decode(bytes: Uint8Array): Onnx.IModelProto {
  try {
    return onnx.ModelProto.decode(bytes);
  } catch (error) {
    throw new ModelError(`The file is not an ONNX model: ${firstLine(error)}.`);
  }
}

function checkGraph(graph: Onnx.IGraphProto): void {
  graph.initializer?.forEach(checkTensor);
  for (const sparse of graph.sparseInitializer ?? []) checkSparse(sparse);
  for (const node of graph.node ?? []) node.attribute?.forEach(checkAttribute);
}

function checkAttribute(attribute: Onnx.IAttributeProto): void {
  for (const tensor of [attribute.t, ...(attribute.tensors ?? [])]) if (tensor) checkTensor(tensor);
  for (const sparse of [attribute.sparseTensor, ...(attribute.sparseTensors ?? [])]) if (sparse) checkSparse(sparse);
  for (const graph of [attribute.g, ...(attribute.graphs ?? [])]) if (graph) checkGraph(graph);
}

function checkSparse({ values, indices }: Onnx.ISparseTensorProto): void {
  for (const tensor of [values, indices]) if (tensor) checkTensor(tensor);
}

function checkTensor(tensor: Onnx.ITensorProto): void {
  if (tensor.dataLocation === EXTERNAL || tensor.externalData?.length)
    throw new ModelError(
      `The weight "${tensor.name ?? ""}" lies in a file of its own. Save the model as one file, without external data.`,
    );
}
