"""How many writers share one server: locks, changes of shared lists, batched questions, waiting."""
