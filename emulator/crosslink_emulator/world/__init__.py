"""State and rules of the emulated clouds; knows nothing of HTTP."""
