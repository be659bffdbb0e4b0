"""Typed clients: the control plane's API in `cloud/`; one method is one documented operation and one HTTP exchange."""

import sys

# httpx's own command line, which it imports where it can: rich and click would cost the program and the plugin of every preview 50 ms each.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # None: not to be imported (`sys.modules` in Python's reference)
