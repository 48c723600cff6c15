"""The library as tools for a language model's program (Model Context Protocol): it reads, and
nothing else."""
