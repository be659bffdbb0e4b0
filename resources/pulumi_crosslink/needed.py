"""Which links of the program rely on which trust: so that an entry is not taken away unseen from under one of them."""

from collections.abc import Mapping
from threading import Lock
from typing import Any

from pydantic import ValidationError

from crosslink_core.model.deployments.cluster import Cluster
from crosslink_core.model.deployments.end import is_cluster

Props = Mapping[str, Any]


class Links:
    """The links that this process has seen the engine keep, and the trust that it took away, by their ids; safe to share among threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[str, Props] = {}
        self._entries: dict[str, Props] = {}
        """The trust that the program has, as it wants it; and what will take the place of an entry that is replaced."""
        self._taken: dict[str, tuple[Props, Props]] = {}

    def keep(self, id_: str, props: Props) -> list[str]:
        """Note a link that the program has, and keeps; say, once, of each entry that was taken away before that the link needs it.

        A link that depends on its trust is compared after that was changed.
        """
        with self._lock:
            known = id_ in self._kept
            self._kept[id_] = props
            taken = {} if known else dict(self._taken)
            return [_needs(entry, props) for entry, (before, after) in taken.items() if self._loses(props, before, after)]

    def have(self, id_: str, props: Props) -> None:
        """Note an entry that the program has, and what it will let through."""
        with self._lock:
            self._entries[id_] = props

    def replace(self, id_: str, props: Props) -> None:
        """Note what will take the place of an entry: that one is taken away first."""
        self.have(f"in place of {id_}", props)

    def take(self, id_: str, before: Props, after: Props) -> list[str]:
        """Note an entry that lets fewer through than before; say of each link that is known that it needs it."""
        with self._lock:
            self._taken[id_] = (before, after)
            self._entries[id_] = after
            return [_needs(id_, props) for props in self._kept.values() if self._loses(props, before, after)]

    def without(self, relationship_id: str) -> list[str]:
        """Say of each entry that the program has that a trust relationship which goes is the one that it names."""
        with self._lock:
            ids = [id_ for id_, one in self._entries.items() if one.get("trust_relationship_id") == relationship_id]
        text = "names this relationship, which is taken away; links that need the entry will lose their connection"
        return [f"trust relationship {relationship_id}: {id_} of this program {text}" for id_ in ids]

    def drop(self, id_: str) -> None:
        """Forget a link that is gone."""
        with self._lock:
            self._kept.pop(id_, None)

    def _loses(self, link: Props, before: Props, after: Props) -> bool:
        """Whether a change takes trust from a link that no other entry of the same deployment gives it."""
        others = [one for one in self._entries.values() if _holder(one) == _holder(before)]
        return _lets(before, link) and not any(_lets(one, link) for one in (after, *others))


def _needs(id_: str, link: Props) -> str:
    ends = f"{_name(link.get('local') or {})} to {_name(link.get('remote') or {})}"
    return f"{id_}: the link {link.get('alias')} from {ends} of this program needs the trust that is taken away here; it will lose its connection"


def _lets(entry: Props, link: Props) -> bool:
    """Whether a trust entry lets a link through, on either side."""
    holder, local, remote = _holder(entry), link.get("local") or {}, link.get("remote") or {}
    return any(here.get("deployment_id") == holder and _covers(entry, here, there) for here, there in ((local, remote), (remote, local)))


def _holder(entry: Props) -> Any:
    return (entry.get("deployment") or {}).get("deployment_id")


def _covers(entry: Props, holder: Props, other: Props) -> bool:
    """Whether an entry lets a cluster in; whose the scope of a trust relationship is, is not in the entry: it is another environment's."""
    if is_cluster(other):
        return _covers_cluster(entry, other)
    scope = entry.get("account_id") or entry.get("scope_id")
    same = other.get("organization") == scope if scope else other.get("organization") != holder.get("organization")
    return bool(same and (entry.get("trust_all") or other.get("resource_id") in (entry.get("trust_allowlist") or ())))


def _covers_cluster(entry: Props, other: Props) -> bool:
    """Whether an entry lets in a cluster that no control plane knows: by what its nodes' names say, or by the names themselves."""
    try:
        end = Cluster.model_validate({name: value for name, value in other.items() if value is not None})
    except ValidationError:  # something of it is not known yet
        return False
    listed = entry.get("trust_all") or end.resource_id in (entry.get("trust_allowlist") or ())
    named = set(end.node_names) & set(entry.get("additional_node_names") or ())
    return bool(named or (end.organization is not None and entry.get("scope_id") == end.organization and listed))


def _name(end: Props) -> str:
    return str(end.get("name") or end.get("deployment_id") or end.get("cluster"))
