"""How `kinerja export` works: what is asked of the service, and the files that it writes."""
