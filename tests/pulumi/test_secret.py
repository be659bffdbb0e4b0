"""A planted API key, and a planted password, appear nowhere."""

import os
from base64 import b64encode

PLANTED = "PLANTED-KEY-7f3a"
PASSWORD = "PLANTED-PASSWORD-9c1e"
ENCODED = b64encode(f"elastic:{PASSWORD}".encode()).decode()
ENGINE_SPILLS = "].Configure().inputs]"
"""Pulumi's engine itself logs the stack's configuration in the clear at -v=9, as its documentation warns; no line but its own is excused."""


def estate(live):
    """The emulator's state as an estate whose key is the planted one."""
    return {
        "clouds": {
            "hosted": {
                "platform": "ech",
                "organization": "1000000001",
                "api_keys": {"admin": PLANTED},
                "deployments": {
                    name: {"id": f"dddd010{n}" * 4, "resource_id": f"eeee010{n}" * 4, "region": "aws-eu-west-1", "version": "8.19.4", "created": "2024-03-01"}
                    for name, n in (("logs-eu", 1), ("logs-us", 2))
                },
            }
        }
    }


def test_planted_key(stack, live):
    """Not in what any command prints, with logs at their loudest, not in the state, not in an error, whole or encoded."""
    live.control("POST", "reset", estate(live))
    stack.connections = {"hosted": {"platform": "ech", "endpoint": f"{live.url}/clouds/hosted"}}
    stack.topo("logs-eu -> logs-us")
    stack.run("config", "set", "--path", "crosslink:connections.hosted.apiKey", "--secret", PLANTED)
    loud = ("--logtostderr", "-v=9", "--debug")
    said = [
        stack.preview("--diff", *loud),
        stack.preview("--json"),
        stack.up(*loud),
        stack.up("--json", "--diff"),
        stack.refresh(*loud),
        stack.run("stack", "export"),
        stack.run("stack", "history", "--json"),
    ]
    live.control("POST", "faults", {"operation": "get-deployment-es-resource-remote-clusters", "kind": "503", "count": 50})
    said.append(stack.run("refresh", "--yes", "--skip-preview", *loud, expect=1))
    live.control("DELETE", "faults")
    said.append(stack.destroy())
    files = [path.read_text(errors="replace") for folder in ("state", "home") for path in (stack.folder / folder).rglob("*") if path.is_file()]

    spilled = [line for text in said for line in text.splitlines() if PLANTED in line and ENGINE_SPILLS not in line]

    assert spilled == []
    assert all(PLANTED not in text for text in files)
    assert PLANTED not in os.environ.values()


def test_key_in_the_environment(stack, live):
    """A key from the environment alone reaches the plugin and stays out of the state."""
    live.control("POST", "reset", estate(live))
    stack.connections = {"hosted": {"platform": "ech", "endpoint": f"{live.url}/clouds/hosted"}}
    stack.topo("logs-eu -> logs-us")
    variable = {"CROSSLINK_CONNECTIONS__HOSTED__API_KEY": PLANTED}
    said = [stack.up(**variable), stack.run("stack", "export", "--show-secrets"), stack.refresh(**variable), stack.destroy(**variable)]

    assert all(PLANTED not in text for text in said)


LINK = """
from pulumi_crosslink import Deployment, RemoteConnection

local, remote = (Deployment(deployment_id=f"dddd010{n}" * 4, connection="hosted") for n in (1, 2))
RemoteConnection("link", local=local, remote=remote, alias="far", connect_timeout_s=0)
"""


def with_user(live):
    """The same estate, with a user of the local deployment whose password is the planted one."""
    found = estate(live)
    found["clouds"]["hosted"]["deployments"]["logs-eu"]["users"] = {"elastic": {"password": PASSWORD}}
    return found


def test_planted_password(stack, live):
    """A cluster's password is in nothing that any command prints, not in the state, not in an error, whole or encoded."""
    live.control("POST", "reset", with_user(live))
    stack.connections = {"hosted": {"platform": "ech", "endpoint": f"{live.url}/clouds/hosted", "apiKey": PLANTED}}
    stack.program(LINK)
    stack.configure({}, clusters={"logs-eu": {"url": f"{live.url}/clusters/{'eeee0101' * 4}", "username": "elastic"}})
    stack.run("config", "set", "--path", "crosslink:clusters.logs-eu.password", "--secret", PASSWORD)
    loud = ("--logtostderr", "-v=9", "--debug")
    said = [stack.preview("--diff", *loud), stack.up(*loud), stack.up("--json", "--diff"), stack.refresh(*loud), stack.run("stack", "export")]
    live.control("POST", "faults", {"operation": "cluster-get-settings", "kind": "503", "count": 50})
    said.append(stack.run("refresh", "--yes", "--skip-preview", *loud, expect=1))
    live.control("DELETE", "faults")
    said.append(stack.destroy())
    files = [path.read_text(errors="replace") for folder in ("state", "home") for path in (stack.folder / folder).rglob("*") if path.is_file()]
    spilled = [line for text in said for line in text.splitlines() if (PASSWORD in line or ENCODED in line) and ENGINE_SPILLS not in line]

    assert spilled == []
    assert all(PASSWORD not in text and ENCODED not in text for text in files)


def test_password_in_the_environment(stack, live):
    """A password from the environment alone reaches the plugin and stays out of the state."""
    live.control("POST", "reset", with_user(live))
    stack.connections = {"hosted": {"platform": "ech", "endpoint": f"{live.url}/clouds/hosted", "apiKey": PLANTED}}
    stack.program(LINK)
    stack.configure({})
    variables = {f"CROSSLINK_CLUSTERS__LOGS_EU__{name}": value for name, value in (("USERNAME", "elastic"), ("PASSWORD", PASSWORD))}
    variables["CROSSLINK_CLUSTERS__LOGS_EU__URL"] = f"{live.url}/clusters/{'eeee0101' * 4}"
    said = [stack.up(**variables), stack.run("stack", "export", "--show-secrets"), stack.refresh(**variables), stack.destroy(**variables)]

    assert all(PASSWORD not in text and ENCODED not in text for text in said)
