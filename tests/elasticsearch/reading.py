"""Waiting until a running node has read files of its configuration folder, by what its log says of each."""

import re
from typing import Protocol

from .configuration import Configuration
from .until import until

READ_WITHIN_S = 15
"""Files are looked at every 0.2 s, and 0.1 s is needed for each."""
READ = "ssl contexts in .* using file \\[{file}\\]"
"""In the log, one line for each file that was found changed, after what depends on it was made anew.  Seen on 8.15.0 and 8.19.21."""
REFUSED = "org.elasticsearch.common.ssl.SslConfigException"
"""Begins the line of the log that says why a file is not read; the node goes on with what it had."""


class Reader(Protocol):
    """The part of a node that is needed here."""

    name: str
    configuration: Configuration

    def log(self) -> str:
        """Return the whole log."""

    def must_live(self) -> None:
        """Raise when the process has ended."""

    def tail(self) -> str:
        """Return the end of what the node wrote."""


def until_read(node: Reader, mark: int, files: list[str]) -> None:
    """Wait until these are read, by the log from ``mark`` on; raise with the node's reason when one is refused.

    What was refused is shown once more: a look in the moment of writing sees a certificate without its key.
    """
    since = mark
    for _ in range(2):
        files = _unread(node, since, files)
        if not files:
            return
        since = len(node.log())
        node.configuration.touch(files)
    why = next((line for line in node.log()[mark:].splitlines() if line.startswith(REFUSED)), "it does not say why")
    raise AssertionError(f"{node.name} does not read {', '.join(files)}: {why}")


def _unread(node: Reader, mark: int, files: list[str]) -> list[str]:
    """Wait until these files are read or one is refused, and return those that are not read: each has its line after it was read."""
    lines = {file: re.compile(READ.format(file=re.escape(str(node.configuration.folder / file)))) for file in files}

    def unread() -> list[str]:
        node.must_live()
        said = node.log()[mark:]
        return [item for item, line in lines.items() if not line.search(said)]

    until(lambda: not unread() or REFUSED in node.log()[mark:], f"{node.name} has read {', '.join(files)}", within_s=READ_WITHIN_S, last_words=node.tail)
    return unread()
