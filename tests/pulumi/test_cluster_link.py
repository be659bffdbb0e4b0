"""Links from and to self-managed clusters and Kubernetes, with the real engine: every row, and the files that the other side installs."""

import yaml

IDS = {"logs-eu": "dddd0101" * 4, "orders": "dddd0302" * 4}
CLOUDS = {"logs-eu": "hosted", "orders": "enterprise"}
SELF = {"onprem": ["es1.node." + "feed0001" * 4 + ".cluster.datacenter1.account"], "stock": []}
KUBERNETES = {
    "k8s-logs": {"operator": "k8s-eu", "namespace": "search", "name": "logs"},
    "k8s-shop": {"operator": "k8s-eu", "namespace": "shop", "name": "shop"},
    "k8s-other": {"operator": "k8s-us", "namespace": "search", "name": "other"},
}
LINKS = [
    ("logs-eu", "onprem"),
    ("logs-eu", "k8s-logs"),
    ("k8s-logs", "logs-eu"),
    ("orders", "onprem"),
    ("orders", "k8s-logs"),
    ("k8s-logs", "orders"),
    ("onprem", "logs-eu"),
    ("onprem", "orders"),
    ("k8s-logs", "k8s-shop"),
    ("k8s-logs", "k8s-other"),
    ("k8s-other", "onprem"),
    ("onprem", "k8s-other"),
]
"""T4, T5, T5b, T9, T10, T10b, T14, T14b, T11, T12, T13 and T13b."""


def clusters(stack, live):
    """What `crosslink:clusters` needs for all of them, with the files that their administrators hand over."""
    found = {"logs-eu": {"url": f"{live.url}/clusters/{'eeee0101' * 4}", "username": "crosslink", "password": "emulated-logs-eu-password"}}
    for name in (*SELF, *KUBERNETES):
        there = live.control("GET", f"clusters/{name}/certificates")
        stack.write(f"{name}-ca.pem", "".join(there["authority"]))
        stack.write(f"{name}-node.pem", "".join(there["nodes"]))
        found[name] = {
            "url": f"{live.url}/clusters/{name}",
            "username": "crosslink",
            "password": f"emulated-{name}-password",
            "transportAddress": f"{name}.example:9300",
            "transportCaFile": str(stack.folder / f"{name}-ca.pem"),
        }
    found["onprem"]["nodeCertificateFile"] = str(stack.folder / "onprem-node.pem")
    for name, where in KUBERNETES.items():
        found[name] |= {"platform": "eck", "kubernetes": where}
    return found


def topology(*links, **more):
    """Declare these links, which wait a second: before its files are installed nothing connects."""
    names = dict.fromkeys(name for link in links for name in link)
    members = {name: {"connection": CLOUDS[name], "id": IDS[name]} if name in IDS else {"cluster": name} for name in names}
    return {"deployments": members, "links": [{"local": local, "remote": remote, "connectTimeoutS": 1, **more} for local, remote in links]}


def files(stack):
    """The outputs of the stack's links: file by file, for each cluster."""
    found = {}
    for one in stack.state():
        for each in (one.get("outputs") or {}).get("files") or ():
            found.setdefault(each["cluster"], {})[each["name"]] = each["text"]
    return found


def install(live, found):
    """Put the files in place, as those who run the clusters do."""
    for name, texts in found.items():
        if name in KUBERNETES:
            live.control("PUT", f"clusters/{name}/kubernetes", {"objects": [one for text in texts.values() for one in yaml.safe_load_all(text)]})
        else:
            live.control("PUT", f"clusters/{name}/files", texts)


def remotes(live, name):
    id_ = IDS[name].replace("d", "e") if name in IDS else name
    return {alias: (one["connected"], one["reason"]) for alias, one in live.control("GET", f"clusters/{id_}/remotes").items()}


def world(live):
    """What could be left behind: trust and settings, of deployments and of clusters; what the operator has written is its own."""
    state = live.control("GET", "state")
    ends = [*(one for cloud in state["clouds"].values() for one in cloud["deployments"].values()), *state["clusters"].values()]
    for one in ends:
        one["persistent"] = {name: value for name, value in one["persistent"].items() if not name.startswith("cluster.remote.k8s-shop.")}
    return [{key: one.get(key) for key in ("trust", "remotes", "persistent")} for one in ends]


def test_every_row(stack, live):
    """One `up`, the files that it hands over, and each link connects; another `up` and a refresh change nothing; `destroy` leaves no setting and no trust."""
    before = world(live)
    stack.configure(topology(*LINKS), clusters=clusters(stack, live))
    stack.up()
    install(live, files(stack))
    stack.up()

    locals_ = dict.fromkeys(local for local, _ in LINKS)
    found = {(local, alias): one for local in locals_ for alias, one in remotes(live, local).items()}
    assert found == dict.fromkeys(LINKS, (True, ""))
    stack.settled()
    stack.destroy()
    assert world(live) == before
