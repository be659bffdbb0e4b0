"""What Elasticsearch's message about a failed remote means: which side refuses the other, as far as that can be read from it.

Source: Elasticsearch 8.15.0 and 8.19.21, seen: the local cluster reports why it refused a certificate itself; where the
remote refused, it only sees that the connection was closed.
"""

import re
from collections.abc import Callable
from typing import Final

from crosslink_core.lifecycle.trust.trust_reason import Ends, Judgement
from crosslink_core.model.deployments.deployment import Platform


def explain(link: Ends, failure: str) -> Judgement | None:
    """Return what a message of Elasticsearch means for a link; None where it says nothing about the ends."""
    for sign, judge in SIGNS:
        if found := re.search(sign, failure):
            return judge(link, found)
    return None


def _distrusts(link: Ends, why: str) -> Judgement:
    return Judgement(f"{link.local.label} does not trust {link.remote.label}: {why}", lacks_trust=True)


def _names(link: Ends, found: re.Match[str]) -> Judgement:
    if found["names"] == "":
        return _distrusts(link, "the certificates of the remote's nodes have no names (otherName); make others")
    names = f" ({found['names']})" if found["names"] else ""
    return _distrusts(link, f"its trust restrictions match no name of the remote's nodes{names}; install the trust.yml of this link on {link.local.label}")


def _authority(link: Ends, _found: re.Match[str]) -> Judgement:
    return _distrusts(
        link, f"none of its certificate authorities signed the certificates of the remote's nodes; install the authorities of this link on {link.local.label}"
    )


def _closed(link: Ends, _found: re.Match[str]) -> Judgement:
    return Judgement(
        f"{link.remote.label} closes the connections of {link.local.label}: it does not trust the authority or the names of those nodes; "
        f"make sure that the trust of this link is on {link.remote.label}, or that the address is that of its transport layer",
        lacks_trust=True,
    )


def _unknown_host(link: Ends, found: re.Match[str]) -> Judgement:
    return Judgement(f"{link.local.label} cannot resolve the host {found['host']} of {link.remote.label}; correct the address, or DNS{_exposed(link)}")


def _silent(link: Ends, _found: re.Match[str]) -> Judgement:
    return Judgement(f"{link.remote.label} does not listen there, or a firewall is before it; start it, or correct the address{_exposed(link)}")


def _no_tls(link: Ends, _found: re.Match[str]) -> Judgement:
    return Judgement(f"what answers {link.local.label} there is not the transport layer of {link.remote.label}; correct the address")


def _exposed(link: Ends) -> str:
    """On Kubernetes a cluster cannot be reached from outside until a service exposes it."""
    files = ", or install there what `crosslink show --files` has for this link, which opens its transport layer"
    return files if link.remote.platform is Platform.ECK else ""


SIGNS: Final[tuple[tuple[str, Callable[[Ends, re.Match[str]], Judgement]], ...]] = (
    (r"(?:with values \[(?P<names>[^\]]*)\] )?does not match the trusted names", _names),
    (r"PKIX path|unable to find valid certification path|failed to establish trust|not trusted", _authority),
    (r"handshake failed because connection reset|closed by remote|[Cc]onnection reset|bad_certificate|certificate_unknown", _closed),
    (r"unknown host \[(?P<host>[^\]]*)\]", _unknown_host),
    (r"not an SSL/TLS record", _no_tls),
    (r"[Cc]onnection refused|connect_timeout|connection timed out", _silent),
)
"""Patterns in messages, in the order in which they are tried, and what each means."""
