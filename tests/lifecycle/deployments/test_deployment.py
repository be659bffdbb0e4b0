import threading

import pytest

from crosslink_core.api import error as errors
from crosslink_core.connections import ConnectionsError
from crosslink_core.connections.session import Session
from crosslink_core.lifecycle.deployments.deployment import DeploymentDirectory, UnknownDeploymentError, facts
from crosslink_core.model import CrosslinkError
from crosslink_core.model.deployments.deployment import Deployment
from crosslink_emulator.faults import Fault

EU, US, SHOP, ORDERS = "dddd0101dddd0101dddd0101dddd0101", "dddd0102dddd0102dddd0102dddd0102", "dddd0201dddd0201dddd0201dddd0201", "dddd0302" * 4


@pytest.fixture
def documents(session, monkeypatch):
    """Replace what the hosted organization's control plane answers to a search and to a get."""

    def answer(*found):
        deployments = session.cloud("hosted").deployments
        monkeypatch.setattr(deployments, "all", lambda _=None: iter(found))
        monkeypatch.setattr(deployments, "get", lambda _: {})

    return answer


def test_facts(directory):
    """The facts of a deployment are what the control plane says of it."""
    assert directory.find([("hosted", EU)])[EU] == Deployment(
        deployment_id=EU,
        connection="hosted",
        name="logs-eu",
        platform="ech",
        organization="1000000001",
        region="aws-eu-west-1",
        ref_id="main-elasticsearch",
        resource_id="eeee0101" * 4,
        endpoint="eeee0101eeee0101eeee0101eeee0101.eu-west-1.aws.found.io",
        version="8.19.4",
        system_owned=False,
        ccr=True,
    )


def test_a_system_deployment(directory):
    """ECE's own deployments are known as such, under a ref id of their own."""
    found = directory.find([("enterprise", "dddd0301" * 4)])["dddd0301" * 4]

    assert (found.platform, found.is_system, found.ref_id, found.known) == ("ece", True, "elasticsearch", True)


def test_one_search_per_connection(directory, requests):
    """Deployments of one connection are asked for together, and each once in the life of the process."""
    found = directory.find([("hosted", EU), ("hosted", US), ("enterprise", ORDERS), ("hosted", EU)])

    assert set(found) == {EU, US, ORDERS}
    assert requests() == ["search-deployments"] * 2

    directory.find([("enterprise", ORDERS), ("hosted", US)])
    assert requests() == []


def test_twenty_threads_one_search(directory, requests):
    """The checks of a program, which the engine sends at once, share one search."""
    start, found = threading.Barrier(20), []

    def ask():
        start.wait()
        found.append(directory.find([("hosted", EU)])[EU].name)

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == ["logs-eu"] * 20
    assert requests() == ["search-deployments"]


@pytest.mark.parametrize(
    ("connection", "deployment_id", "hint"),
    [
        pytest.param("hosted", "f" * 32, "", id="not there"),
        pytest.param("hosted", SHOP, " (hidden from its API key, or of another organization)", id="another organization's"),
        pytest.param("enterprise", SHOP, "", id="another environment's"),
    ],
)
def test_unknown(directory, requests, connection, deployment_id, hint):
    """What the search does not know is asked for by its id, as it may be new, and then is unknown."""
    with pytest.raises(UnknownDeploymentError) as caught:
        directory.find([(connection, deployment_id)])

    expected = f"deployment {deployment_id} is not known to connection {connection}{hint}; correct the id, or name the connection that sees it"
    assert str(caught.value) == expected
    assert requests() == ["search-deployments", "get-deployment"]


def test_an_unknown_one_is_its_own_error(session, requests):
    """A wrong id fails for those who asked for it; the others of the same search get their facts."""
    directory = DeploymentDirectory(session)
    start, found = threading.Barrier(3), {}

    def ask(deployment_id):
        start.wait()
        try:
            found[deployment_id] = directory.find([("hosted", deployment_id)])[deployment_id].name
        except UnknownDeploymentError as error:
            found[deployment_id] = error.deployment_id

    threads = [threading.Thread(target=ask, args=(item,)) for item in (EU, "f" * 32, US)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == {EU: "logs-eu", "f" * 32: "f" * 32, US: "logs-us"}
    assert requests() == ["search-deployments", "get-deployment"]


def test_a_connection_that_fails_is_its_own_error(emulator, directory, fault):
    """One control plane that is away does not hide what another one says."""
    fault("search-deployments", "503")

    with pytest.raises(errors.UnavailableError, match="connection enterprise"):
        directory.find([("hosted", EU), ("enterprise", ORDERS)])

    emulator.world.requests.clear()
    assert directory.find([("hosted", EU)])[EU].name == "logs-eu"
    assert emulator.world.requests.to_json() == []


def test_a_failure_is_not_kept(directory, fault):
    """After an outage the next question is answered."""
    fault("search-deployments", "drop-before")

    with pytest.raises(errors.NoReplyError):
        directory.find([("hosted", EU)])

    assert directory.find([("hosted", EU)])[EU].name == "logs-eu"


def test_one_made_a_moment_ago(emulator, session, monkeypatch):
    """A deployment that the search does not list yet is found by its id."""
    monkeypatch.setattr(session.cloud("hosted").deployments, "all", lambda _: iter(()))

    assert DeploymentDirectory(session).find([("hosted", EU)])[EU].name == "logs-eu"


def test_no_default_connection(directory):
    """An end without a connection needs a default one."""
    with pytest.raises(ConnectionsError, match="there is no default connection"):
        directory.find([(None, EU)])


def test_all(directory):
    """All deployments of a connection, system ones and stopped ones too."""
    assert sorted(item.name for item in directory.all("enterprise", pytest.fail)) == ["billing", "logging-and-metrics", "orders", "reports"]


def test_all_without_elasticsearch(documents, directory):
    """What has no Elasticsearch resource has no ends."""
    documents({"id": EU}, {"id": US, "resources": None}, {"id": SHOP, "resources": {"kibana": [], "elasticsearch": []}})

    assert list(directory.all("hosted", pytest.fail)) == []


GOOD = {
    "id": EU,
    "name": "logs",
    "resources": {"elasticsearch": [{"id": "e" * 32, "ref_id": "main", "region": "r", "info": {"metadata": {}, "plan_info": {}}}]},
}


def with_resource(**more):
    return GOOD | {"resources": {"elasticsearch": [GOOD["resources"]["elasticsearch"][0] | more]}}


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(with_resource(info={"metadata": {}}), id="no plan"),
        pytest.param(with_resource(info={"metadata": {}, "plan_info": {"current": None}}), id="no current plan"),
        pytest.param(with_resource(info={"metadata": {}, "plan_info": {"current": {"plan": None}}}), id="an empty plan"),
        pytest.param(with_resource(info={"metadata": {}, "plan_info": {"current": {"plan": {"elasticsearch": {}}}}}), id="a plan without a version"),
        pytest.param(with_resource(info={"metadata": {}, "plan_info": {"current": {"plan": {"elasticsearch": {"version": "next"}}}}}), id="no version"),
        pytest.param(with_resource(info={"metadata": {}, "plan_info": {"current": {"plan": {"elasticsearch": {"version": 8}}}}}), id="a number as version"),
        pytest.param(GOOD | {"metadata": None}, id="no metadata"),
    ],
)
def test_a_deployment_that_is_being_made(document):
    """What is not known yet, or no version that could be compared, is None and no error."""
    found = facts(document)

    assert (found.version, found.organization, found.endpoint, found.system_owned) == (None, None, None, False)


@pytest.mark.parametrize(
    "document",
    [
        pytest.param({"id": EU}, id="bare"),
        pytest.param(GOOD | {"resources": []}, id="resources a list"),
        pytest.param(GOOD | {"resources": {"elasticsearch": []}}, id="no Elasticsearch"),
        pytest.param(GOOD | {"name": None, "resources": {"elasticsearch": [None]}}, id="null resource"),
        pytest.param(GOOD | {"metadata": "x"}, id="metadata a text"),
        pytest.param(with_resource(info=None), id="no info"),
        pytest.param(with_resource(info={"metadata": ["x"]}), id="metadata a list"),
        pytest.param(with_resource(ref_id=7), id="ref id a number"),
        pytest.param(with_resource(info={"metadata": {}, "plan_info": ["x"]}), id="plans a list"),
    ],
)
def test_documents_of_another_shape(documents, directory, document):
    """A document that lacks what crosslink needs is an error that names the deployment, not a crash."""
    documents(document)

    with pytest.raises(errors.UnexpectedReplyError, match=f"connection hosted, deployment {EU}: search-deployments lacks a field"):
        directory.find([("hosted", EU)])


def test_all_beside_a_bad_one(documents, directory):
    """A deployment that cannot be read is named and left out; the others are listed."""
    documents(with_resource(info=None), GOOD | {"id": US})
    warnings = []
    found = list(directory.all("hosted", warnings.append))

    assert [deployment.deployment_id for deployment in found] == [US]
    assert [line.startswith(f"left out: connection hosted, deployment {EU}: search-deployments lacks a field") for line in warnings] == [True]


def test_documents_that_nobody_asked_for(documents, directory):
    """A search that answers with other deployments, even broken ones, does no harm."""
    documents({"id": US}, GOOD)

    assert directory.find([("hosted", EU)])[EU].name == "logs"


@pytest.mark.parametrize("wrong", ["", "logs-eu", EU.upper(), EU[:-1], EU + "0", EU + "\n", "\u0660" * 32, None, 7, ["a"]], ids=repr)
def test_an_ill_formed_id(directory, requests, wrong):
    """What cannot be an id is one clear error, and nothing is asked."""
    for ask in (directory.find, directory.answers):
        with pytest.raises(CrosslinkError, match=r"is not a deployment id, which has 32 digits from 0 to 9 and a to f$"):
            ask([("hosted", EU), ("hosted", wrong)])

    assert requests() == []


def test_answers(emulator, directory, fault):
    """Who wants to know all gets the facts of each deployment, or why there are none."""
    fault("search-deployments", "503", skip=1)  # connections are asked in the order of their names: this is the second

    found = directory.answers([("hosted", EU), ("enterprise", ORDERS)])

    assert isinstance(found[EU], errors.UnavailableError)
    assert found[ORDERS].name == "orders"
    found = directory.answers([("hosted", EU), ("hosted", "f" * 32), ("enterprise", ORDERS)])
    assert (found[EU].name, found[ORDERS].name) == ("logs-eu", "orders")
    assert isinstance(found["f" * 32], UnknownDeploymentError)


def test_a_get_that_fails(directory, fault):
    """An outage while a deployment is asked for by its id is told as it is: nobody takes it for unknown."""
    fault("get-deployment", "503")

    with pytest.raises(errors.UnavailableError):
        directory.find([("hosted", "f" * 32)])


def test_all_at_once(session, requests):
    """Where ids come one by one, one search for the whole connection answers all of them."""
    directory = DeploymentDirectory(Session(session.connections, whole=True))

    assert [directory.find([("hosted", item)])[item].name for item in (EU, US, EU)] == ["logs-eu", "logs-us", "logs-eu"]
    assert requests() == ["search-deployments"]


def test_all_at_once_and_one_made_since(session, emulator, requests):
    """One that was made after that search is still asked for by its id; and a search that failed is made again."""
    directory = DeploymentDirectory(Session(session.connections, whole=True))
    emulator.world.faults.add(Fault("search-deployments", "503"))
    with pytest.raises(errors.UnavailableError):
        directory.find([("hosted", EU)])
    hosted = emulator.world.clouds["hosted"].deployments
    late = hosted.pop("logs-us")
    directory.find([("hosted", EU)])
    hosted["logs-us"] = late
    requests()

    assert directory.find([("hosted", US)])[US].name == "logs-us"
    assert requests() == ["get-deployment"]


def test_one_after_the_other(session, requests):
    """An engine that asks for one deployment after the other costs two searches, the second for all, and waits for nobody after that."""
    directory = DeploymentDirectory(session)
    for number in (1, 2, 3, 5, 6):
        directory.find([("hosted", f"dddd010{number}" * 4)])

    assert requests() == ["search-deployments", "search-deployments"]


def test_mistaken(session, requests):
    """The id of a deployment in place of its resource's is recognized, by one search for all; a system deployment's two are one."""
    directory = DeploymentDirectory(session)
    found = [directory.mistaken(end, each) for end, each in (("hosted", "dddd0101" * 4), ("hosted", "eeee0101" * 4), ("hosted", "f" * 32))]

    assert [item and item.name for item in found] == ["logs-eu", None, None]
    assert requests() == ["search-deployments"]
    assert directory.mistaken("enterprise", "dddd0301" * 4) is None
