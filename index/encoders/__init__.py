"""Text → vectors: what an encoder is, the reference, the exported one, the cross-encoder."""
