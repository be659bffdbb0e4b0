"""Certificate authorities: one per region of the hosted service, shared by all organizations; one per ECE environment.

Source: ``CertificateAuthority`` and ``PublicCertificate`` of Elastic Cloud API 3.8.0; the documentation ("authorities rotate").
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

from crosslink_emulator.world import Value
from crosslink_emulator.world.state.certificate import issue
from crosslink_emulator.world.state.cloud import Cloud

VALIDITY = timedelta(days=3652)
"""GUESS: ten years; how long real authorities live is not documented."""

Step = Literal["announce", "activate", "retire"]
"""Of a rotation.  GUESS: that a next certificate is listed before it signs, and the last one for a while after; the specification says "active or not"."""


class RotationError(Exception):
    """A step of a rotation that is not possible now; the text says why."""


class IssuedCertificate(Value):
    """One certificate of an authority: all that its bytes are made from, besides the authority's name."""

    number: int
    """Counts the authority's certificates, from 1."""
    valid_from: datetime
    valid_to: datetime


class CertificateAuthority(Value):
    """An authority.  It never changes: a rotation puts another one in its place.  Its keys are made when they are needed and kept nowhere."""

    name: str
    certificates: tuple[IssuedCertificate, ...]
    """Oldest first: perhaps past ones, the active one, perhaps the next one."""
    active_number: int = 1
    created: datetime
    last_modified: datetime
    """When the active certificate changed last."""
    revision: int = 1
    """Counts the active certificates."""

    @property
    def active(self) -> IssuedCertificate:
        """The certificate that signs those of the nodes."""
        return next(certificate for certificate in self.certificates if certificate.number == self.active_number)

    def pem(self, certificate: IssuedCertificate) -> str:
        """Return the text of one of its certificates."""
        return issue(self.name, certificate.number, certificate.valid_from, certificate.valid_to)

    def rotated(self, step: Step, now: datetime) -> "CertificateAuthority":
        """Return the authority after this step; raise where the step is not possible."""
        newest = self.certificates[-1].number
        if step == "announce":
            if newest != self.active_number:
                raise RotationError("the next certificate is already announced")
            return self.model_copy(update={"certificates": (*self.certificates, _issued(newest + 1, now))})
        if step == "activate":
            if newest == self.active_number:
                raise RotationError("no next certificate is announced")
            return self.model_copy(update={"active_number": newest, "last_modified": now, "revision": self.revision + 1})
        kept = tuple(certificate for certificate in self.certificates if certificate.number >= self.active_number)
        if kept == self.certificates:
            raise RotationError("there is no past certificate")
        return self.model_copy(update={"certificates": kept})


def authority_name(cloud: Cloud, region: str) -> str:
    """Return the name of the authority that signs for a cloud's nodes in a region; in an ECE environment that is one for all regions."""
    return f"region {region}" if cloud.platform == "ech" else f"environment {cloud.organization}"


def new_authority(name: str, now: datetime, valid_from: datetime | None = None, valid_to: datetime | None = None) -> CertificateAuthority:
    """Return an authority with its first certificate, valid from now on unless its time is given; an end alone counts backwards."""
    begin = valid_from or (valid_to - VALIDITY if valid_to else now)
    first = IssuedCertificate(number=1, valid_from=begin, valid_to=valid_to or begin + VALIDITY)
    return CertificateAuthority(name=name, certificates=(first,), created=now, last_modified=now)


def complete(authorities: dict[str, CertificateAuthority], clouds: Iterable[Cloud], now: datetime) -> None:
    """Add the authorities that are missing: of each region where there is a deployment, and of each environment."""
    for cloud in clouds:
        for region in sorted(cloud.regions) if cloud.platform == "ech" else ("",):
            name = authority_name(cloud, region)
            authorities.setdefault(name, new_authority(name, now))


def _issued(number: int, now: datetime) -> IssuedCertificate:
    return IssuedCertificate(number=number, valid_from=now, valid_to=now + VALIDITY)
