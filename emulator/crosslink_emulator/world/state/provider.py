"""Which cloud provider a hosted region belongs to."""

import re
from typing import Literal

Provider = Literal["aws", "azure", "gcp"]

PREFIXED = re.compile(r"(aws|azure|gcp)-[a-z0-9-]*[a-z0-9]")
OLDEST = re.compile(r"[a-z]{2}-[a-z]+-[0-9]")
"""The oldest AWS regions have no prefix: us-east-1.  Seen in real replies."""


def provider_of(region: str) -> Provider | None:
    """Return the provider, or None for what is no region of the hosted service."""
    if OLDEST.fullmatch(region):
        return "aws"
    found = PREFIXED.fullmatch(region)
    return None if found is None else found[1]  # type: ignore[return-value]  # the expression names exactly these
