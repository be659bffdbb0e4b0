"""A planted API key appears nowhere."""

import os

PLANTED = "PLANTED-KEY-7f3a"
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
