"""How the service says no: the wording of its errors, and faults that a test asks for."""
