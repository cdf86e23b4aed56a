import type { Signature, TensorSpec } from "@/lib/protocol/model";
import { SIGNATURE_NAME } from "./predict-form";

/** TensorFlow Serving's answer to `GET /v1/models/NAME`. */
export function modelStatus(versions: readonly number[]) {
  return {
    model_version_status: versions.map((version) => ({
      version: String(version),
      state: "AVAILABLE",
      status: { error_code: "OK", error_message: "" },
    })),
  };
}

const dtypes: Record<TensorSpec["dtype"], string> = {
  float32: "DT_FLOAT",
  int32: "DT_INT32",
  bool: "DT_BOOL",
  string: "DT_STRING",
};

function tensorInfo({ name, dtype, shape }: TensorSpec) {
  const dim = shape.map((size) => ({ size: String(size), name: "" }));
  return { dtype: dtypes[dtype], tensor_shape: { dim, unknown_rank: false }, name };
}

const byName = (specs: readonly TensorSpec[]) => Object.fromEntries(specs.map((spec) => [spec.name, tensorInfo(spec)]));

/** TensorFlow Serving's answer to `GET /v1/models/NAME/metadata`. */
export function modelMetadata(name: string, version: number, { inputs, outputs }: Signature) {
  const definition = { inputs: byName(inputs), outputs: byName(outputs), method_name: "tensorflow/serving/predict" };
  return {
    model_spec: { name, signature_name: "", version: String(version) },
    metadata: { signature_def: { signature_def: { [SIGNATURE_NAME]: definition } } },
  };
}
