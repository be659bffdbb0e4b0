"""Attaches traffic filters to a deployment and detaches them, so that nobody is locked out and nothing is left open by accident.

A deployment without a filter is open to everyone; its first filter shuts out everyone whom no filter admits (our digest's P28).

1. Collect the requests for one deployment that come within a moment.  Attach before anything is detached: a deployment that changes its filters is
   never open in between.
2. Attach.  On an open deployment, attach all filters that belong to the requested ones as well.
3. If an attachment fails on a deployment that was open, find out what is there now, and detach what was attached: the deployment stays open.
4. Detach, but keep the last filters of a deployment unless a request allows it to be opened.  Filters that belong to a requested one count as detached
   too: the engine may not have asked for that yet.
"""

from contextlib import suppress
from functools import partial
from itertools import groupby
from time import sleep
from typing import Final

from crosslink_core.api.error import ApiError, NotFoundError
from crosslink_core.api.retry import PASSING
from crosslink_core.connections.session import Call, Session, answering
from crosslink_core.coordination import retry
from crosslink_core.lifecycle import InUseError, LeftOpenError
from crosslink_core.lifecycle.filters import ById, Rulesets, closing_rulesets, rulesets_on
from crosslink_core.lifecycle.filters.changes import Attempt, Changes, Request
from crosslink_core.model import CrosslinkError
from crosslink_core.model.filters.filter_rule import FilterType
from crosslink_core.model.filters.traffic_filter_association import TrafficFilterAssociationState

ANY: Final = (ApiError,)
"""What is tried again where giving up would lock people out: even refusals."""


Calls = list[Call[Request, bool]]


def attach(session: Session, association: TrafficFilterAssociationState) -> bool:
    """Attach a filter to a deployment, with those that belong to it; return whether it was not attached yet."""
    is_new: bool = session.coalesce(_place(association), Request(association, attach=True), partial(_serve, session))
    return is_new


def detach(session: Session, association: TrafficFilterAssociationState) -> None:
    """Detach a filter; raise :exc:`InUseError` where that would open the deployment and no request allows that."""
    session.coalesce(_place(association), Request(association, attach=False), partial(_serve, session))


def _place(association: TrafficFilterAssociationState) -> tuple[str, str]:
    return "traffic filters of deployment", association.deployment.deployment_id


def _serve(session: Session, calls: Calls) -> None:
    def order(call: Call[Request, bool]) -> tuple[bool, str]:
        """Attach first; two connections may name the same deployment, and the wrong connection must not fail the other."""
        return not call.item.attach, call.item.association.deployment.connection or ""

    for (detaching, _), group in groupby(sorted(calls, key=order), key=order):
        batch = list(group)
        with answering(batch):
            attachment = Attachment(session, batch[0].item.association)
            (attachment.detach if detaching else attachment.attach)(batch)


class Attachment:
    """The filters of one deployment, which no other thread of this session changes meanwhile."""

    def __init__(self, session: Session, association: TrafficFilterAssociationState) -> None:
        self._session, self._deployment = session, association.deployment
        self._id, self._connection = association.deployment.deployment_id, association.deployment.connection
        self._api = session.cloud(self._connection).traffic_filter_associations
        self._rulesets = session.shared(Rulesets)
        self._own = session.shared(Changes)
        self._changes = self._own.deployments[self._id]

    def attach(self, calls: Calls) -> None:
        """Attach the filters of the requests; a deployment that was open stays open if one of them fails."""
        requests = [call.item for call in calls]
        before = rulesets_on(self._rulesets.first(self._connection), self._id) - self._changes.detached | self._changes.attached
        wanted = dict.fromkeys(request.ruleset_id for request in requests)
        if not self._closing(before):
            wanted |= dict.fromkeys(ruleset_id for request in requests for ruleset_id in request.association.together)
        attempts = {ruleset_id: Attempt(ruleset_id) for ruleset_id in wanted}
        unavailable: CrosslinkError | None = None
        for attempt in attempts.values():
            if unavailable:
                attempt.failure = unavailable  # a service that is unavailable for one filter is so for all
            elif attempt.ruleset_id in self._changes.attached:
                attempt.is_new = True  # attached with a filter that it belongs to
            else:
                self._attach(attempt, before)
                unavailable = attempt.failure if isinstance(attempt.failure, PASSING) else None
        self._rulesets.changed(self._connection)
        if any(attempt.failure for attempt in attempts.values()):
            self._leave_open(list(attempts.values()), before)
        for call in calls:
            attempt = attempts[call.item.ruleset_id]
            call.settle(attempt.failure or attempt.is_new)

    def detach(self, calls: Calls) -> None:
        """Detach the filters of the requests, unless that would open the deployment; those that may open it go last."""
        requests = [call.item for call in calls]
        leaving = {ruleset_id for request in requests for ruleset_id in request.group}
        types = {request.ruleset_id: request.association.traffic_filter.type for request in requests}
        for lag in (0, *self._session.timings.lags_s):
            sleep(lag)
            seen = self._present()
            present = seen | self._changes.attached
            closing = {ruleset_id for ruleset_id in leaving & present if self._closes(ruleset_id, types.get(ruleset_id))}
            opens = bool(closing) and not self._closing(seen - leaving)
            if not opens or seen == present:
                break  # else the reading may show a little later that another filter has come
        refused = opens and not any(request.association.open_on_delete and closing & request.group for request in requests)
        for call in sorted(calls, key=lambda call: call.item.association.open_on_delete):
            keep = refused and call.item.ruleset_id in present
            call.settle((self._last(call.item) if keep else self._detach(call.item.ruleset_id, PASSING)) or True)
        self._rulesets.changed(self._connection)

    def _attach(self, attempt: Attempt, before: frozenset[str]) -> None:
        try:
            is_new = retry(self._session, partial(self._create, attempt.ruleset_id), verify=attempt.note)
            attempt.is_new = is_new or (attempt.unclear and attempt.ruleset_id not in before)
            note = self._changes.attach if attempt.is_new else self._changes.find
            note(attempt.ruleset_id)
        except CrosslinkError as error:
            attempt.failure = error
            if isinstance(error, ApiError):
                attempt.note(error)

    def _create(self, ruleset_id: str) -> bool:
        for lag in self._session.timings.lags_s if ruleset_id in self._own.made else ():
            with suppress(NotFoundError):  # a filter that was made a moment ago
                return self._api.create(ruleset_id, self._id)
            sleep(lag)
        return self._api.create(ruleset_id, self._id)

    def _leave_open(self, attempts: list[Attempt], before: frozenset[str]) -> None:
        """After a failure, detach what was attached if nothing else closes the deployment.

        Where that cannot be found out, filters that were attached are reported as attached, and the next `up` goes on.
        """
        try:
            for lag in (0, *self._session.timings.lags_s):
                sleep(lag)
                present = retry(self._session, self._present, on=ANY)
                for attempt in attempts:
                    attempt.correct(present, before)
                failed = [attempt for attempt in attempts if attempt.failure]
                if not any(attempt.unclear for attempt in failed):
                    break  # else the reading may show a little later that a request was carried out
            others = present - {attempt.ruleset_id for attempt in attempts if attempt.is_new}
            if not failed or retry(self._session, partial(self._closing, others), on=ANY):
                return
        except ApiError:
            return
        cause = LeftOpenError(
            f"traffic filter {failed[0].ruleset_id} could not be put on deployment {self._deployment.label} ({failed[0].failure}), "
            "which was open to everyone: it is left open, without the filters that belong together; correct that and run `pulumi up` again"
        )
        for attempt in attempts:
            if attempt.is_new and self._detach(attempt.ruleset_id, ANY) is None:
                attempt.failure = cause

    def _detach(self, ruleset_id: str, on: tuple[type[ApiError], ...]) -> CrosslinkError | None:
        """Detach a filter; return why that failed."""
        try:
            retry(self._session, partial(self._delete, ruleset_id), on=on)
        except CrosslinkError as error:
            return error
        self._changes.detach(ruleset_id)
        return None

    def _delete(self, ruleset_id: str) -> None:
        with suppress(NotFoundError):
            self._api.delete(ruleset_id, self._id)

    def _present(self) -> frozenset[str]:
        """What is attached to the deployment; a filter that this session detached does not count, because a reading may lag."""
        return self._api.of_deployment(self._id) - self._changes.detached

    def _closing(self, ids: frozenset[str]) -> frozenset[str]:
        """The filters that are known to keep strangers out."""
        known = self._known()
        return closing_rulesets(known if ids <= known.keys() else self._rulesets.recent(self._connection), ids)

    def _known(self) -> ById:
        return {**self._rulesets.first(self._connection), **self._own.made}

    def _closes(self, ruleset_id: str, kind: str | None) -> bool:
        """Whether a filter keeps strangers out, for all that is known."""
        known = self._known().get(ruleset_id)
        return (known.type if known else kind) != FilterType.EGRESS_FIREWALL

    def _last(self, request: Request) -> InUseError:
        others = " (those that belong to it count as detached too)" if request.group - {request.ruleset_id} else ""
        return InUseError(
            f"{request.association.id}: deployment {self._deployment.label} would be open to everyone without its last traffic filter{others}, so it stays; "
            "attach another one, or set open_on_delete=True and run `pulumi up` first, or `pulumi state delete` the resource to leave it in place"
        )
