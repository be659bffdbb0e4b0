"""What an emulator begins with: the description of clouds and clusters, its rules, and the state made of it."""
