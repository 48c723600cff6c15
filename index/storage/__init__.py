"""What a library keeps on disk: the truth, the manifest, what was removed, the uploaded files."""
