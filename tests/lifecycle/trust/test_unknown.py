"""Deployments of which the service does not say whom they trust: `settings.trust` is absent, null or empty in the reply."""

import pytest

from crosslink_core.coordination.deployment_update import UnknownTrustError

UPDATE = "update-deployment"
WITHOUT = {"absent": {}, "null": {"trust": None}, "empty": {"trust": {}}}


@pytest.fixture(params=WITHOUT.values(), ids=WITHOUT)
def silent(request, case, monkeypatch):
    """Let replies say nothing of trust from now on, until somebody has written it."""

    def begin():
        deployments = case.life._session.cloud(case.spec().deployment.connection).deployments
        read, write, written = deployments.settings, deployments.update, []

        def update(*args):
            write(*args)
            written.append(args)

        def settings(*args, **more):
            reply = read(*args, **more)
            if written:
                return reply
            info = reply.content["resources"]["elasticsearch"][0]["info"]
            info["settings"] = {name: value for name, value in info["settings"].items() if name != "trust"} | request.param
            return reply

        monkeypatch.setattr(deployments, "settings", settings)
        monkeypatch.setattr(deployments, "update", update)

    return begin


def test_no_write(case, silent, shown, requests):
    """Neither a create, nor an update, nor a delete writes over what is not known; the error says where to look and what to set."""
    state = case.life.create(case.spec())
    before = shown(case.holder)
    silent()
    requests()
    message = r"does not say whom it trusts, and a write replaces all of its trust; look at its trust in the console .* crosslink:unknownTrust to overwrite"
    for write in (
        lambda: case.life.create(case.spec()),
        lambda: case.life.update(state.id, state, case.spec(**case.change)),
        lambda: case.life.delete(state.id, state),
    ):
        with pytest.raises(UnknownTrustError, match=message):
            write()

    assert UPDATE not in requests()
    assert shown(case.holder) == before


def test_no_drift(case, silent, said):
    """A refresh keeps the entry as it was known, and lists none; both are said."""
    state = case.life.create(case.spec())
    silent()
    said.clear()
    read, listed = case.life.read(state.id, state), list(case.life.existing(state.deployment))

    assert (read, listed) == (state, [])
    assert [line for line in said if "does not say whom deployment" in line] == said
    assert len(said) == 2


def test_overwrite(case, silent, shown):
    """With an explicit word of the user the entry is written: whatever else was there is gone."""
    silent()
    case.life._session.overwrites_unknown_trust = True
    made = case.life.create(case.spec())

    assert case.life.read(made.id, made) == made

    assert [name for name, entries in shown(case.holder).items() if entries] == [case.list]
