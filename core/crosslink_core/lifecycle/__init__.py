"""What can be done with each noun, one file per noun: create, read, update, delete; given clients, never Pulumi."""
