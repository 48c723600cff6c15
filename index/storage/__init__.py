"""The files of a library on disk: the SQLite store, manifest, tombstones, history and uploads."""
