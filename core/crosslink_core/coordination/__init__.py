"""How many writers share one server: changes of shared lists, retries, waiting, plans."""
