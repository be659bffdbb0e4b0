"""What can be done with each noun, each in its own file: create, read, update and delete, without Pulumi."""
