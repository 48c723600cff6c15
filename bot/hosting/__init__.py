"""Taking the program to where it runs: to a machine without a network, or into a container."""
