// Documented by Node (node:v8, "Serializer"), left out of its types.
import "node:v8";

declare module "node:v8" {
  interface Serializer {
    _setTreatArrayBufferViewsAsHostObjects(treat: boolean): void;
  }
}
