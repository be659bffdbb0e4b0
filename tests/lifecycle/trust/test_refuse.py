"""What the service would refuse, or what cannot work: told in our words, before or after it was asked."""

import pytest

from crosslink_core.api.error import RefusedError
from crosslink_core.lifecycle import RefusedLinkError
from crosslink_emulator.world.state.trust import Trust


def test_system_deployments(case, requests):
    """A system deployment is neither local nor remote, so it needs no trust: refused without a request, new or changed."""
    state = case.life.create(case.spec())
    system = case.given["deployment"].model_copy(update={"system_owned": True})
    requests()
    for act in (lambda: case.life.create(case.spec(deployment=system)), lambda: case.life.update(state.id, state, case.spec(deployment=system, **case.change))):
        with pytest.raises(RefusedLinkError, match="is a system deployment, which can be neither local nor remote, so it needs no trust"):
            act()

    assert requests() == []


def test_another_account_on_ece(cases, place, directory, requests):
    """An environment knows one account; the error says by which way another environment is trusted."""
    case = cases("account")
    end = directory.find([("enterprise", place("orders")[1].id)])[place("orders")[1].id]
    requests()
    with pytest.raises(RefusedLinkError, match=r"which is not its environment's own .* declare a TrustRelationship .* and an ExternalTrust by its id"):
        case.life.create(case.spec(deployment=end))

    assert requests() == []


def test_its_own_account_on_ece(cases, place, directory, emulator):
    """The environment's own account is an account like any."""
    case = cases("account")
    name, deployment = place("orders")
    deployment.trust = Trust()
    end = directory.find([(name, deployment.id)])[deployment.id]
    state = case.life.create(case.spec(deployment=end, account_id=emulator.world.clouds[name].organization))

    assert state.applied
    assert len(deployment.trust.accounts) == 1


def test_external_on_hosted(cases, place, directory, requests):
    """Elastic Cloud has no trust relationships; the error says what it has."""
    case = cases("external")
    found = place("logs-eu")[1]
    end = directory.find([("hosted", found.id)])[found.id]
    requests()
    with pytest.raises(RefusedLinkError, match="which has no trust relationships; declare an AccountTrust or a DirectTrust"):
        case.life.create(case.spec(deployment=end))

    assert requests() == []


def test_without_the_relationship(cases, shown):
    """Trust in another environment needs the platform's relationship first, and the error says so, for a new entry and a changed one."""
    case = cases("external")
    before = shown("orders")
    with pytest.raises(RefusedLinkError, match=r"its environment has no trust relationship nowhere, .* declare a TrustRelationship with that environment"):
        case.life.create(case.spec(trust_relationship_id="nowhere"))

    assert shown("orders") == before


def test_the_relationship_went_meanwhile(cases, emulator):
    """A change of an entry whose relationship was deleted names that, too."""
    case = cases("external")
    state = case.life.create(case.spec())
    emulator.world.clouds["enterprise"].trust_relationships.clear()
    with pytest.raises(RefusedLinkError, match=f"has no trust relationship {state.trust_relationship_id}"):
        case.life.update(state.id, state, case.spec(**case.change))


def test_an_entry_that_dangles(cases, emulator, shown):
    """An entry whose relationship was deleted before it can still be removed."""
    case = cases("external")
    state = case.life.create(case.spec())
    emulator.world.clouds["enterprise"].trust_relationships.clear()
    case.life.delete(state.id, state)

    assert shown("orders")["external"] == []


def test_another_refusal(cases, fault, shown):
    """A refusal for another reason is not blamed on the relationship, whether or not the relationships can be listed."""
    case = cases("external")
    fault("write", "500", count=2)
    with pytest.raises(RefusedError, match="500"):
        case.life.create(case.spec())
    fault("get-trust-relationships", "503")
    with pytest.raises(RefusedError, match="500"):
        case.life.create(case.spec(trust_relationship_id="nowhere"))

    assert shown("orders")["external"] == []


def test_a_deployment_that_is_gone(case, requests):
    """A deployment that is not there is no missing relationship."""
    gone = case.given["deployment"].model_copy(update={"deployment_id": "dddd0999" * 4})
    with pytest.raises(Exception, match=r"404 deployments.deployment_not_found"):
        case.life.create(case.spec(deployment=gone))

    assert requests() == ["read"]


def test_a_refused_wish(cases, put, shown):
    """What the service refuses of one entry leaves all as it was."""
    case = cases("direct")
    put("logs-eu", {})
    with pytest.raises(RefusedError, match="scope_id"):
        case.life.create(case.spec(type="generic", scope_id="clusters.local"))

    assert shown("logs-eu")["direct"] == []
