"""The emulator as a second writer sees it."""

import json
from urllib.request import Request, urlopen


class Live:
    """The emulator as a second, foreign writer sees it: raw requests."""

    def __init__(self, emulator):
        self.url, self.inner = emulator.url, emulator

    def _send(self, method, path, body=None, key=None):
        headers = {"content-type": "application/json"} | ({"authorization": f"ApiKey {key}"} if key else {})
        request = Request(f"{self.url}{path}", json.dumps(body).encode() if body is not None else None, headers, method=method)
        with urlopen(request) as reply:
            return json.loads(reply.read() or "null")

    def _path(self, cloud, deployment):
        return f"/clouds/{cloud}/api/v1/deployments/{deployment}/elasticsearch/_main/remote-clusters"

    def remotes(self, cloud, deployment):
        return self._send("GET", self._path(cloud, deployment), key=f"emulated-{cloud}-key")["resources"]

    def set_remotes(self, cloud, deployment, entries):
        self._send("PUT", self._path(cloud, deployment), {"resources": entries}, key=f"emulated-{cloud}-key")

    def filters(self, method="GET", path="/rulesets?include_associations=true", body=None):
        """Ask for the traffic filters of the hosted organization, or change them."""
        return self._send(method, f"/clouds/hosted/api/v1/deployments/traffic-filter{path}", body, key="emulated-hosted-key")

    def rulesets(self):
        return self.filters()["rulesets"]

    def on(self, deployment_id):
        """The ids of the rulesets of a deployment."""
        return set(self.filters(path=f"/associations/deployment/{deployment_id}/rulesets")["rulesets"])

    def attach(self, ruleset_id, deployment_id):
        self.filters("POST", f"/rulesets/{ruleset_id}/associations", {"entity_type": "deployment", "id": deployment_id})

    def fewest(self, deployment_id, before):
        """How many rulesets a deployment had when it had the fewest, by the log of requests: whatever it has now or had before is on no other."""
        there, counts, whole = set(before), [len(before)], before | self.on(deployment_id)
        for request in self.requests():
            ruleset_id = next((part for part in request["path"].split("/") if part in whole), None)
            if request["status"] == 201 and request["operation"] == "create-traffic-filter-ruleset-association" and ruleset_id:
                there.add(ruleset_id)
            elif request["status"] == 200 and request["method"] == "DELETE":
                there.discard(ruleset_id)
            counts.append(len(there))
        assert there == self.on(deployment_id)
        return min(counts)

    def control(self, method, path, body=None):
        return self._send(method, f"/_emulator/{path}", body)

    def requests(self, operation=None):
        log = self.control("GET", "requests")
        log = log["requests"] if isinstance(log, dict) else log
        return [item for item in log if operation in {None, item["operation"]}]
