"""The validity of certificates today: `check` refuses new certificates that are not valid, and warns of certificates that end soon."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from crosslink_core.model.problem import Problem
from crosslink_core.model.trust import certificate

SOON: Final = timedelta(days=30)
"""How long before a certificate's end crosslink warns."""


def judge(path: str, texts: Iterable[object], known: Iterable[object], today: datetime | None = None) -> Iterator[Problem | str]:
    """Yield a problem for each new certificate that is not valid today, a warning for each known certificate that is not valid or that ends soon.

    Texts that cannot be read are left to validation.
    """
    now, before = today or datetime.now(UTC), frozenset(found.fingerprint for found in _read(known))
    for number, found in ((number, found) for number, text in enumerate(texts) for found in _read([text])):
        where = f"{path}[{number}]" if path.endswith("s") else path
        if found.valid_from <= now < found.valid_to:
            if found.valid_to - now < SOON:
                yield f"{where}: the certificate {found.label} ends on {found.valid_to:%Y-%m-%d}; add the next certificate beside it in time"
            continue
        what = f"ended on {found.valid_to:%Y-%m-%d}" if found.valid_to <= now else f"is not valid before {found.valid_from:%Y-%m-%d}"
        text = f"the certificate {found.label} {what}; give a valid certificate"
        yield f"{where}: {text}" if found.fingerprint in before else Problem(where, text)


def _read(texts: Iterable[object]) -> Iterator[certificate.Certificate]:
    for text in texts:
        if isinstance(text, str):
            try:
                yield from certificate.read(text)
            except ValueError:
                continue
