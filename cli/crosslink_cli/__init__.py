"""The shell's way in: one verb per file."""
