"""Text → vectors: encoder interface, reference encoder, its ONNX export; and a cross-encoder."""
