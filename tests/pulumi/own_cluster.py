"""Links from and to clusters that no control plane knows: how they are declared, and what the other side installs."""

import yaml

from .stack import IDS, member

SELF_MANAGED = ("onprem", "stock")
KUBERNETES = ("k8s-logs", "k8s-shop", "k8s-other")


def topology(*links, **more):
    """Declare these links, which wait a second: before its files are installed nothing connects."""
    names = dict.fromkeys(name for link in links for name in link)
    members = {name: member(name) if name in IDS else {"cluster": name} for name in names}
    return {"deployments": members, "links": [{"local": local, "remote": remote, "connectTimeoutS": 1, **more} for local, remote in links]}


def files(stack):
    """The outputs of the stack's links: file by file, for each cluster."""
    found = {}
    for item in stack.state():
        for each in (item.get("outputs") or {}).get("files") or ():
            found.setdefault(each["cluster"], {})[each["name"]] = each["text"]
    return found


def install(live, found):
    """Put the files in place, as those who run the clusters do."""
    for name, texts in found.items():
        if name in KUBERNETES:
            live.control("PUT", f"clusters/{name}/kubernetes", {"objects": [item for text in texts.values() for item in yaml.safe_load_all(text)]})
        else:
            live.control("PUT", f"clusters/{name}/files", texts)


def remotes(live, name):
    id_ = IDS[name].replace("d", "e") if name in IDS else name
    return {alias: (item["connected"], item["reason"]) for alias, item in live.control("GET", f"clusters/{id_}/remotes").items()}


def world(live):
    """What could be left behind: trust and settings, of deployments and of clusters; what the operator has written is its own."""
    state = live.control("GET", "state")
    ends = [*(deployment for cloud in state["clouds"].values() for deployment in cloud["deployments"].values()), *state["clusters"].values()]
    for item in ends:
        item["persistent"] = {name: value for name, value in item["persistent"].items() if not name.startswith("cluster.remote.k8s-shop.")}
    return [{key: end.get(key) for key in ("trust", "remotes", "persistent")} for end in ends]
