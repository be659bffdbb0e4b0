"""The life of a trust relationship on the emulator."""

import pytest

from crosslink_core.api.error import ConflictError, ForbiddenError, NoReplyError, RefusedError
from crosslink_core.connections import ConnectionsError
from crosslink_core.coordination import ATTEMPTS
from crosslink_core.lifecycle import GoneError, PlaceTakenError, RefusedLinkError, Tell
from crosslink_core.lifecycle.trust.trust_relationship import TrustRelationshipLifecycle

CREATE, LIST, GET = "create-trust-relationship", "get-trust-relationships", "get-trust-relationship"
UPDATE, DELETE = "update-trust-relationship", "delete-trust-relationship"
ENVIRONMENT, OTHER, THIRD = "acc00300" * 4, "acc00400" * 4, "acc00500" * 4


def test_life(life, spec, pem, there, requests, said):
    """Create, read, update, delete: what comes back is what was wished; a change sends what changed, and the id stays."""
    made = life.create(spec())
    found = life.read(made.id, made)
    changed = life.update(made.id, made, spec(name="new", public_ca_cert=pem(2), trust_by_default=True))
    again = life.read(made.id, changed)
    content = [(item.id, item.name, item.public_ca_cert, item.account_ids, item.trust_by_default, item.revision) for item in there.values()]
    life.delete(made.id, changed)

    assert found == made
    assert (made.account_ids, made.valid_to) == ((OTHER,), "2035-01-01T00:00:00Z")
    assert again == changed
    assert content == [(made.id, "new", pem(2), (OTHER,), True, 2)]
    assert there == {}
    assert requests() == [LIST, CREATE, LIST, UPDATE, LIST, GET, DELETE]
    assert said == []


@pytest.mark.parametrize(
    ("more", "body"),
    [
        pytest.param({"name": "new"}, {"name": "new"}, id="name"),
        pytest.param({"installation_id": THIRD, "account_ids": (OTHER,)}, {"installation_id": THIRD}, id="environment"),
        pytest.param({"installation_id": THIRD}, {"installation_id": THIRD, "account_ids": [THIRD]}, id="environment and its account"),
        pytest.param({"account_ids": (OTHER, THIRD)}, {"account_ids": [OTHER, THIRD]}, id="accounts"),
        pytest.param({"trust_by_default": True}, {"trust_by_default": True}, id="trust by default"),
    ],
)
def test_update_sends_what_changed(life, spec, there, write, more, body):
    """What is not changed here stays as others may have written it by now."""
    made = life.create(spec())
    write(made.id, **{field: value for field, value in {"name": "theirs", "trust_by_default": True}.items() if field not in body})
    before = there[made.id].model_dump(mode="json", exclude={"last_modified", "revision"})
    life.update(made.id, made, spec(**more))

    assert there[made.id].model_dump(mode="json", exclude={"last_modified", "revision"}) == before | body


def test_nothing_to_send(life, spec, requests):
    """Another name of the connection, or the same accounts in another order, is no request."""
    made = life.create(spec(account_ids=(THIRD, OTHER)))
    requests()
    now = life.update(made.id, made, spec(account_ids=(OTHER, THIRD), connection="other"))

    assert (now.connection, requests()) == ("other", [])


@pytest.mark.parametrize("kind", ["drop-after", "drop-before", "503", "502", "504", "429"])
def test_lost_replies(life, spec, there, fault, requests, kind):
    """A write without an answer is looked up before it is tried again: none is there twice, none is missed, and no change is written twice."""
    for operation in (CREATE, UPDATE, DELETE):
        fault(operation, kind, count=2)
    made = life.create(spec())
    created = list(there)
    changed = life.update(made.id, made, spec(trust_by_default=True))
    revision = there[made.id].revision
    life.delete(made.id, changed)

    assert created == [made.id]
    assert revision == 2
    assert there == {}
    assert requests().count(CREATE) == (1 if kind == "drop-after" else 3)


def test_lost_replies_without_end(life, another, spec, there, emulator, fault, said):
    """After the last try the failure is the user's; what it made is adopted by the next run, and what never got through is not there."""
    fault(CREATE, "drop-after")
    fault(LIST, "500", skip=1)
    with pytest.raises(RefusedError):
        life.create(spec())
    emulator.world.faults.clear()
    fault(CREATE, "drop-before", count=ATTEMPTS)
    with pytest.raises(NoReplyError):
        life.create(spec(name="other"))
    left = list(there)
    adopted = another().create(spec())

    assert left == [adopted.id]
    assert said == [f"adopted trust relationship laboratory ({adopted.id}), which was there already"]


def test_killed(life, another, spec, there, said, owner):
    """Who is killed between the creation and the note of its id finds it again by its name."""

    def die(_id):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        life.create(spec(), owner(take=die))
    (left,) = there

    assert another().create(spec()).id == left
    assert list(there) == [left]
    assert said == [f"adopted trust relationship laboratory ({left}), which was there already"]


def test_adopt(another, spec, there, write, pem, said, owner):
    """One that is exactly alike is adopted, however its certificate is written; one that another resource of the program has is not."""
    content = {"name": "laboratory", "installation_id": OTHER, "account_ids": (OTHER,), "public_ca_cert": f"# ours\n{pem()}"}
    theirs = write(**content)
    adopted = another().create(spec())
    second = another().create(spec(), owner(take=lambda id_: id_ != theirs))

    assert adopted.id == theirs
    assert set(there) == {theirs, second.id}
    assert said == [f"adopted trust relationship laboratory ({theirs}), which was there already"]


def test_adopt_never(life, another, spec, there):
    """Where nothing is to be adopted, one that is alike is an error, and nothing is made."""
    made = life.create(spec())
    with pytest.raises(
        PlaceTakenError, match=rf"a relationship of that name exists already \({made.id}\), with the same fields; import it, remove it, or let it be"
    ):
        another(adopt=False).create(spec())

    assert list(there) == [made.id]


@pytest.mark.parametrize(
    ("theirs", "fields"),
    [
        pytest.param({"installation_id": THIRD}, "installation_id", id="environment"),
        pytest.param({"account_ids": ()}, "account_ids", id="no accounts"),
        pytest.param({"trust_by_default": True}, "trust_by_default", id="trust by default"),
        pytest.param(
            {"public_ca_cert": "the next one", "trust_by_default": True}, "public_ca_cert and another trust_by_default", id="certificate and trust by default"
        ),
    ],
)
def test_namesake(life, spec, there, write, pem, theirs, fields):
    """One of the same name that says something else is an error that names what; nothing of a certificate is repeated, and nothing is made."""
    content = {"name": "laboratory", "installation_id": OTHER, "account_ids": (OTHER,), "public_ca_cert": pem()}
    id_ = write(**content | {**theirs, **({"public_ca_cert": pem(2)} if "public_ca_cert" in theirs else {})})
    with pytest.raises(PlaceTakenError) as caught:
        life.create(spec())

    assert str(caught.value) == (
        f"trust relationship laboratory: a relationship of that name exists already ({id_}), "
        f"with another {fields}; import it, remove it, or choose another name"
    )
    assert list(there) == [id_]


def test_the_alike_one_of_two(life, spec, there, write, pem):
    """Of two of the same name the one that is alike is adopted."""
    content = {"name": "laboratory", "installation_id": OTHER, "account_ids": (OTHER,), "public_ca_cert": pem()}
    write(**content | {"trust_by_default": True})
    alike = write(**content)

    assert life.create(spec()).id == alike
    assert len(there) == 2


def test_of_another_name(life, spec, there, write, pem, said):
    """One of another name with the same environment does no harm, and is said."""
    theirs = write(name="console", installation_id=OTHER, public_ca_cert=pem())
    life.create(spec())

    assert len(there) == 2
    assert said == [f"trust relationship laboratory: environment {OTHER} is known as console ({theirs}), too; both apply"]


def test_replaced(life, spec, there, owner):
    """A resource that is replaced makes a second one of its name before the first leaves, even with other content; names may then go round in one run."""
    old = life.create(spec())
    new = life.create(spec(trust_by_default=True), owner(take=lambda id_: id_ != old.id))
    life.delete(old.id, old)
    third = life.create(spec())  # the list that this process knows has the first one still

    assert set(there) == {new.id, third.id}


def test_taken_meanwhile(life, spec, owner):
    """Two of one name that lose each other's replies are told to have different names."""
    with pytest.raises(PlaceTakenError, match="another resource of this program wants the same"):
        life.create(spec(), owner(take=lambda _: False))


def test_drift(life, spec, there, emulator):
    """What others changed shows, and what crosslink would not write does no harm."""
    made = life.create(spec())
    strange = {"name": "", "public_ca_cert": "not PEM", "installation_id": None, "account_ids": ("B", "A")}
    there[made.id] = there[made.id].model_copy(update=strange)
    found = life.read(made.id, made)

    assert found == made.model_copy(update=strange | {"account_ids": ("A", "B"), "valid_to": None})


def test_gone(life, spec, there, requests):
    """Gone is what a second question confirms; to delete it again is fine."""
    made = life.create(spec())
    there.clear()
    requests()

    assert life.read(made.id, made) is None
    life.delete(made.id, made)
    assert requests() == [LIST, GET, GET, LIST]
    with pytest.raises(GoneError, match=rf"trust relationship new \({made.id}\) is gone, .*; run `pulumi up --refresh`, which creates it again"):
        life.update(made.id, made, spec(name="new"))


def test_gone_between(life, spec, there, before_each_deletion):
    """One that somebody else deletes between our reading and our deletion is gone."""
    made = life.create(spec())
    before_each_deletion(there.pop)
    life.delete(made.id, made)

    assert there == {}


def test_lag(life, spec, there, fault, timings):
    """What readings do not show yet is neither gone nor made twice."""
    fault(LIST, "lag", skip=1)
    fault(CREATE, "drop-after")
    timings(lags_s=(0,))
    made = life.create(spec())
    fault(LIST, "lag")
    found = life.read(made.id, made)
    fault(GET, "lag")
    life.delete(made.id, made)

    assert found == made
    assert there == {}


@pytest.mark.parametrize("kind", ["lag", "touch"])
def test_conflict(life, spec, there, write, fault, before_each_deletion, requests, kind):
    """A conflict with somebody who changed nothing of what the state says, or with a reading that lagged, is read again."""
    made = life.create(spec())
    if kind == "lag":
        write(made.id, account_ids=(THIRD,))
        write(made.id, account_ids=(OTHER,))
        fault(GET, "lag")
    else:
        once = iter([made.id])
        before_each_deletion(lambda id_: next(once, None) and write(id_))
    requests()
    life.delete(made.id, made)

    assert there == {}
    assert requests() == [GET, DELETE, GET, DELETE]


def test_changed_while_it_is_deleted(life, another, spec, there, write, before_each_deletion):
    """One that somebody else makes another one of meanwhile stays, and what changed is named."""
    made = life.create(spec())
    before_each_deletion(lambda id_: write(id_, trust_by_default=True))
    with pytest.raises(PlaceTakenError, match=rf"laboratory \({made.id}\): somebody changed its trust_by_default before it was deleted; run `pulumi ref"):
        life.delete(made.id, made)

    assert list(there) == [made.id]


def test_touched_without_end(life, spec, there, write, before_each_deletion):
    """Who never stops to write gets the better of us after some tries, and is told of."""
    made = life.create(spec())
    before_each_deletion(write)
    with pytest.raises(ConflictError, match="somebody else changed it at the same time"):
        life.delete(made.id, made)

    assert there[made.id].revision == 1 + ATTEMPTS


def test_local(life, spec, local, requests):
    """The environment's own relationship is never written: neither made, nor changed, nor deleted, nor taken from an import."""
    itself = life.create(spec()).model_copy(update={"trust_relationship_id": local.id})
    requests()
    for act in (
        lambda: life.read(local.id, itself),
        lambda: life.update(local.id, itself, spec(name="new")),
        lambda: life.delete(local.id, itself),
    ):
        with pytest.raises(RefusedLinkError, match=rf"trust relationship local \({local.id}\) is the environment's own, which nobody can change or delete"):
            act()
    for item in (lambda: life.create(spec(name="me", installation_id=ENVIRONMENT)), lambda: life.update("x", itself, spec(installation_id=ENVIRONMENT))):
        with pytest.raises(RefusedLinkError, match=f"{ENVIRONMENT} is the id of the environment itself; give that of the other environment"):
            item()

    assert not {CREATE, UPDATE, DELETE} & set(requests())


def test_hosted(life, spec, requests):
    """Elastic Cloud Hosted has no relationships: that is said without a request."""
    with pytest.raises(
        RefusedLinkError, match="connection hosted is Elastic Cloud Hosted, which has no trust relationships: they are between ECE environments"
    ):
        life.create(spec(connection="hosted"))
    with pytest.raises(ConnectionsError, match="'nowhere' is not configured"):
        life.create(spec(connection="nowhere"))

    assert requests() == []


def test_refused(life, spec, emulator, there):
    """What the service refuses, or a key may not do, is the user's error; nothing is taken for gone."""
    with pytest.raises(RefusedError, match=r"answered 400 trust_relationships\.invalid_request"):
        life.create(spec(account_ids=("a" * 32,), public_ca_cert=spec().public_ca_cert).model_copy(update={"public_ca_cert": "x"}))
    made = life.create(spec())
    cloud = emulator.world.clouds["enterprise"]
    cloud.read_only_keys, cloud.api_keys = {"reader": cloud.api_keys["admin"]}, {}
    for act in (lambda: life.update(made.id, made, spec(name="new")), lambda: life.delete(made.id, made)):
        with pytest.raises(ForbiddenError, match="lacks the permission"):
            act()

    assert list(there) == [made.id]


def test_one_list_for_all(session, spec, there, requests):
    """One list serves all who create, read or look in a process."""
    lives = [TrustRelationshipLifecycle(session, Tell.by(print)) for _ in range(5)]
    for number, life in enumerate(lives):
        life.create(spec(name=f"n{number}"))

    assert len(there) == 5
    assert requests() == [LIST, *[CREATE] * 5]


def test_existing(life, another, spec, write, pem):
    """Those with other environments are listed, whoever made them; not the environment's own."""
    write(name="theirs", public_ca_cert=pem())
    made = another().create(spec())
    found = list(life.existing("enterprise"))

    assert [item.name for item in found] == ["theirs", "laboratory"]
    assert found[1] == made
    assert [each.connection for each in life.existing("laboratory")] == []
