"""Trust, certificate authorities and trust relationships."""
