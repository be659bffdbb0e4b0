"""``require-valid-certificate``.  Source: our digest's §1.1 B12: authorities rotate, and the next certificate is there before the current one ends."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from pydantic import Field

from crosslink_core.model.token import DIRECT_TRUST, TRUST_RELATIONSHIP
from crosslink_core.model.trust.certificate import Certificate, read
from crosslink_policies import Enforcement, Limits, ResourceRule, Severity
from crosslink_policies.plain import Props, at, items


class CertificateLimits(Limits):
    """What may be changed about the rule."""

    days: int = Field(default=30, ge=0, le=36500)
    """How many days a certificate must still be valid, unless its successor is given as well."""


# Advisory, because a date that passes must not stop every update of the stack; the resource itself refuses what has expired.
@ResourceRule.of(severity=Severity.HIGH, tokens=(DIRECT_TRUST, TRUST_RELATIONSHIP), limits=CertificateLimits, enforcement=Enforcement.ADVISORY)
def require_valid_certificate(props: Props, limits: CertificateLimits) -> Iterator[str]:
    """Certificates for trust belong to an authority, are valid, and do not expire soon.

    Why: on the day that a certificate expires, every link that depends on it breaks.
    """
    now = datetime.now(UTC)
    texts = [(f"certificates[{index}]", text) for index, text in enumerate(items(props, "certificates"))]
    texts.append(("public_ca_cert", at(props, "public_ca_cert")))
    found: list[tuple[str, Certificate]] = []
    for path, text in texts:
        try:
            found += [(path, certificate) for certificate in (read(text) if isinstance(text, str) else ())]
        except ValueError as error:  # one sentence, without the text
            yield f"{path}: {error}"
    for path, certificate in found:
        others = [other for _, other in found if other is not certificate and other.subject == certificate.subject]
        if problem := _problem(certificate, others, now, limits.days):
            yield f"{path}: {certificate.label} {problem}"


def _problem(certificate: Certificate, others: Sequence[Certificate], now: datetime, days: int) -> str | None:
    """Say what is wrong with a certificate, given the others of the same authority."""
    enough = now + timedelta(days=days)
    is_succeeded = any(other.valid_to > max(enough, certificate.valid_to) for other in others)
    if certificate.valid_to <= now:
        return f"expired on {certificate.valid_to:%Y-%m-%d}; {'remove it' if is_succeeded else 'use the current certificate of that authority'}"
    if certificate.valid_from > now:
        is_preceded = any(other.valid_from <= now < other.valid_to for other in others)
        return None if is_preceded else f"is not valid before {certificate.valid_from:%Y-%m-%d}; add the current certificate of that authority"
    if certificate.valid_to < enough and not is_succeeded:
        return f"expires on {certificate.valid_to:%Y-%m-%d}, in less than {days} days; add its successor"
    return None
