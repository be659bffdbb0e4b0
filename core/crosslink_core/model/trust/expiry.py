"""Certificates and the calendar: `check` refuses new ones that are not valid today, and warns of those that end soon."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from crosslink_core.model.problem import Problem
from crosslink_core.model.trust import certificate

SOON: Final = timedelta(days=30)
"""How long before its end a certificate is warned of."""


def judge(path: str, texts: Iterable[object], known: Iterable[object], today: datetime | None = None) -> Iterator[Problem | str]:
    """Yield a problem for each text that is new and holds a certificate that is not valid today, a warning for one that was there or ends soon.

    What cannot be read is validation's to refuse.
    """
    now, before = today or datetime.now(UTC), _fingerprints(known)
    for number, one in ((number, one) for number, text in enumerate(texts) for one in _read([text])):
        where = f"{path}[{number}]" if path.endswith("s") else path
        if one.valid_from <= now < one.valid_to:
            if one.valid_to - now < SOON:
                yield f"{where}: the certificate {one.label} ends on {one.valid_to:%Y-%m-%d}; add the next one beside it in time"
            continue
        what = f"ended on {one.valid_to:%Y-%m-%d}" if one.valid_to <= now else f"is not valid before {one.valid_from:%Y-%m-%d}"
        text = f"the certificate {one.label} {what}; give the one that is valid"
        yield f"{where}: {text}" if one.fingerprint in before else Problem(where, text)


def _fingerprints(texts: Iterable[object]) -> frozenset[str]:
    return frozenset(one.fingerprint for one in _read(texts))


def _read(texts: Iterable[object]) -> Iterator[certificate.Certificate]:
    for text in texts:
        if isinstance(text, str):
            try:
                yield from certificate.read(text)
            except ValueError:
                continue
