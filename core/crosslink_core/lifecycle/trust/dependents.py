"""Which links of the program depend on which trust: an entry that one of them needs does not go without a warning.

What is judged are properties of resources, in which a value may not be known yet.
"""

from collections.abc import Mapping
from threading import Lock
from typing import Any

from crosslink_core.connections.session import Session
from crosslink_core.links.trust_facts import UNKNOWN, Entry, Truth, entry, environments_of, peer
from crosslink_core.links.trust_rules import judge

Props = Mapping[str, Any]


class Dependents:
    """The links that a session has seen the engine keep, and the trust that it took away, by their ids; safe to share among threads."""

    def __init__(self, _session: Session | None = None) -> None:
        self._lock = Lock()
        self._links: dict[str, Props] = {}
        self._entries: dict[str, Props] = {}
        """The entries of the program, as it wants them; and what will take the place of an entry that is replaced."""
        self._relationships: dict[str, Props] = {}
        self._reduced: dict[str, tuple[Props, Props]] = {}
        """What entries were before, and what is left of them."""

    def keep_link(self, id_: str, props: Props) -> list[str]:
        """Note a link that the program has and keeps; warn, once, of each entry that the link needs and that was taken away before.

        A link that depends on its trust is compared after that was changed.
        """
        with self._lock:
            known = id_ in self._links
            self._links[id_] = props
            reduced = {} if known else dict(self._reduced)
            return [line for entry_id, (before, after) in reduced.items() for line in self._warnings(entry_id, props, before, after)]

    def drop_link(self, id_: str) -> None:
        """Forget a link that is gone."""
        with self._lock:
            self._links.pop(id_, None)

    def keep_entry(self, id_: str, props: Props) -> None:
        """Note an entry that the program has, as it will be."""
        with self._lock:
            self._entries[id_] = props

    def replace_entry(self, id_: str, props: Props) -> None:
        """Note what will take the place of an entry: the entry is deleted first."""
        self.keep_entry(f"in place of {id_}", props)

    def reduce_entry(self, id_: str, before: Props, after: Props) -> list[str]:
        """Note an entry that lets in fewer than before, or is gone; warn of each known link that needs it."""
        with self._lock:
            self._reduced[id_] = (before, after)
            self._entries[id_] = after
            return [line for props in self._links.values() for line in self._warnings(id_, props, before, after)]

    def keep_relationship(self, id_: str, props: Props) -> None:
        """Note whom a trust relationship of the program is about."""
        with self._lock:
            self._relationships[id_] = props

    def delete_relationship(self, id_: str) -> list[str]:
        """Warn of each entry of the program that names a trust relationship which goes."""
        with self._lock:
            ids = [entry_id for entry_id, props in self._entries.items() if props.get("trust_relationship_id") == id_]
        text = "names this relationship, which is deleted; links that need the entry will lose their connection"
        return [f"trust relationship {id_}: {entry_id} of this program {text}" for entry_id in ids]

    def _warnings(self, id_: str, link: Props, before: Props, after: Props) -> list[str]:
        """Warn where a change takes trust from a link that no other entry of the same deployment gives it."""
        local, remote = (props if isinstance(props := link.get(side), Mapping) else {} for side in ("local", "remote"))
        others = [props for props in self._entries.values() if _holder(props) == _holder(before)]
        for here, there in ((local, remote), (remote, local)):
            if here.get("deployment_id") != _holder(before) or self._lets_in([after, *others], here, there) is not False:
                continue
            let_in = self._lets_in([before], here, there)
            is_hidden = UNKNOWN in self._entry(before).scopes  # else it is a fact of the link that is not known yet
            if let_in is True or (let_in is UNKNOWN and is_hidden):
                ends = f"the link {link.get('alias')} from {_name(local)} to {_name(remote)} of this program"
                verbs = ("needs", "will lose") if let_in is True else ("may need", "would lose")
                return [f"{id_}: {ends} {verbs[0]} the trust that is taken away here; it {verbs[1]} its connection"]
        return []

    def _lets_in(self, entries: list[Props], holder: Props, other: Props) -> Truth:
        return judge(map(self._entry, entries), peer(holder), peer(other)).lets_in

    def _entry(self, props: Props) -> Entry:
        relationship = self._relationships.get(str(props.get("trust_relationship_id")))
        return entry(props, environments_of(relationship) if relationship else (UNKNOWN,))


def _holder(props: Props) -> Any:
    deployment = props.get("deployment")
    return deployment.get("deployment_id") if isinstance(deployment, Mapping) else None


def _name(end: Props) -> str:
    return str(end.get("name") or end.get("deployment_id") or end.get("cluster"))
