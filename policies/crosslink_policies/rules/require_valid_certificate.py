"""``require-valid-certificate``.  Source: our digest's §1.1 B12: authorities rotate, and the next certificate is there before the current one ends."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from pydantic import Field

from crosslink_core.model.token import DIRECT_TRUST, TRUST_RELATIONSHIP
from crosslink_core.model.trust.certificate import Certificate, read
from crosslink_policies.plain import Props, at
from crosslink_policies.rule import Enforcement, Limits, ResourceRule, Severity


class CertificateLimits(Limits):
    """What may be changed about the rule."""

    days: int = Field(default=30, ge=0, le=36500)
    """How long a certificate must still be valid, in days, unless its successor stands beside it."""


def require_valid_certificate(props: Props, limits: CertificateLimits) -> Iterator[str]:
    """The certificates that trust is built on are those of authorities, valid, and not about to end.

    Why: on the day that one ends every link that it vouches for ends, too.
    """
    now = datetime.now(UTC)
    listed = at(props, "certificates")
    texts: list[tuple[str, Any]] = [(f"certificates[{index}]", text) for index, text in enumerate(listed)] if isinstance(listed, list) else []
    texts.append(("public_ca_cert", at(props, "public_ca_cert")))
    found: list[tuple[str, Certificate]] = []
    for path, text in texts:
        try:
            found += [(path, one) for one in (read(text) if isinstance(text, str) else ())]
        except ValueError as error:  # one sentence, without the text
            yield f"{path}: {error}"
    for path, one in found:
        if text := _problem(one, [other for _, other in found], now, limits.days):
            yield f"{path}: {one.label} {text}"


def _problem(one: Certificate, beside: Sequence[Certificate], now: datetime, days: int) -> str | None:
    enough = now + timedelta(days=days)
    others = [other for other in beside if other is not one and other.subject == one.subject]
    succeeded = any(other.valid_to > max(enough, one.valid_to) for other in others)
    if one.valid_to <= now:
        return f"ended on {one.valid_to:%Y-%m-%d}; {'remove it' if succeeded else 'take the current one of that authority'}"
    if one.valid_from > now:
        preceded = any(other.valid_from <= now < other.valid_to for other in others)
        return None if preceded else f"is not valid before {one.valid_from:%Y-%m-%d}; add the current one of that authority"
    if one.valid_to < enough and not succeeded:
        return f"ends on {one.valid_to:%Y-%m-%d}, in less than {days} days; add its successor beside it"
    return None


REQUIRE_VALID_CERTIFICATE: Final = ResourceRule(
    name="require-valid-certificate",
    check=require_valid_certificate,
    severity=Severity.HIGH,
    tokens=(DIRECT_TRUST, TRUST_RELATIONSHIP),
    limits=CertificateLimits,
    enforcement=Enforcement.ADVISORY,  # a date that passes must not stop every update of the stack; what has ended, the resource refuses itself
)
