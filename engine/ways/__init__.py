"""The ways to a usable Pulumi CLI, one module each, and what they share.

``on_path``    finds one
``installer``  lets Pulumi's own installer fetch one
``build``      builds one from Go modules

``cli`` knows which versions do, ``cache`` keeps what was fetched or built, ``venv`` puts it into the virtual environment,
``steps`` runs long commands with a progress display.
"""


class UnusableError(Exception):
    """A way does not lead anywhere on this machine; the text says why, in half a sentence."""
