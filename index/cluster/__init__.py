"""A library on several machines: building with the workers of Ray, which is imported only when it
is asked for, and the shards of a library in other processes, read as one."""
