"""What the emulated services answer, an operation for each documented operation."""
