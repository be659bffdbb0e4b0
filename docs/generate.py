"""Writes the tables of docs/ from the code, so that they cannot differ from it: `make docs`; `--check` says when they are stale."""

import ast
import inspect
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, get_args, is_typeddict

from fastapi.routing import APIRoute

import pulumi_crosslink
from crosslink_core.links import Route
from crosslink_core.links.route_table import ROUTES
from crosslink_core.model.deployments.deployment import Platform
from crosslink_emulator.app import NOUNS
from crosslink_emulator.faults import KINDS
from crosslink_policies.rules import RULES
from pulumi_crosslink import filter_rule

DOCS: Final = Path(__file__).parent
DOCUMENTATION: Final = "https://www.elastic.co/docs/"
RESOURCES: Final = (
    pulumi_crosslink.RemoteCluster,
    pulumi_crosslink.RemoteConnection,
    pulumi_crosslink.ClusterLink,
    pulumi_crosslink.Topology,
    pulumi_crosslink.TrafficFilter,
    *get_args(filter_rule.Rule),
    filter_rule.Egress,
    pulumi_crosslink.SplitTrafficFilter,
    pulumi_crosslink.TrafficFilterAssociation,
    pulumi_crosslink.TrafficFilterAttachment,
    pulumi_crosslink.LinkIdClaim,
    pulumi_crosslink.AccountTrust,
    pulumi_crosslink.ExternalTrust,
    pulumi_crosslink.DirectTrust,
    pulumi_crosslink.TrustRelationship,
    pulumi_crosslink.CrossClusterEnablement,
    pulumi_crosslink.Deployment,
    pulumi_crosslink.Cluster,
    pulumi_crosslink.ExistingTrafficFilter,
    pulumi_crosslink.ExistingTrustRelationship,
    pulumi_crosslink.TrustedEnvironment,
    pulumi_crosslink.CertificateAuthority,
)
FUNCTIONS: Final = tuple(name for name in pulumi_crosslink.__all__ if name.startswith("get_"))

FAULT_EXAMPLE: Final = """```
curl -X POST http://127.0.0.1:8350/_emulator/faults -H 'content-type: application/json' \\
  -d '{"operation": "set-deployment-es-resource-remote-clusters", "kind": "drop-after", "count": 1}'
```

`GET /_emulator/state`, `GET /_emulator/requests`, `POST /_emulator/reset` and `PUT /_emulator/latency` inspect it, reset it and slow it down.

An estate file names clouds; each has a `platform` (`ech` or `ece`), an `organization`, `api_keys` by name and `deployments` by name;
each of these an `id` and a `resource_id` (32 digits from 0 to 9 and a to f), a `region`, a `version` and the date it was `created`, and if wished
`ref_id`, `status: stopped`, `system: true` and `remotes`. A cloud may have `traffic_filters` by name, each with a `type`, a `region`, `rules` and the
`deployments` that it is on (`{deployment: NAME, hidden: true}`: no key sees that one), and `claimed_link_ids`. The demonstration is a complete example.

`/clusters/<resource id>/` is a deployment's Elasticsearch: 403 if no traffic filter admits the caller, 401 without one of its `users`
(`users: {crosslink: {password: …, cluster: [manage]}}`), else `GET /`, `_cluster/settings`, `_remote/info` and `_cluster/health`.
`GET /_emulator/clusters/<resource id>/remotes` says of each alias whether it is connected, and why not: trust on both sides, certificates,
versions and the address decide.
A deployment's `trust` is `{accounts, external, direct}`; `PUT /_emulator/clouds/<name>/deployments/<id>/trust` writes it as somebody else would.
`PUT /_emulator/plans` (`{"polls": 3}`) keeps plans pending for so many readings;
`POST /_emulator/clouds/<name>/certificate-authority/rotate` rotates an authority.
The caller's address is the last one of `X-Forwarded-For`; `x-emulated-endpoint` and `x-emulated-cluster` say through which private connection and from
which cluster it comes; the answer's `x-emulated-reason` says why. `POST /_emulator/clouds/<name>/deployments` makes a deployment as the console would,
with the traffic filters of its region that are included by default.

An estate's `clusters` are self-managed (`platform: self`) or in Kubernetes (`eck`, with `kubernetes: {operator, namespace, name, node_sets}`), each with a
`version` and, if wished, `users`, `license`, `roles`, `transport` (addresses of its transport layer), `authority`, `node_names` (in its node's certificate)
and `trusts` (what is installed at the beginning; only its own authority unless given). `/clusters/<name>/` is its Elasticsearch, and a fault's
`deployment_id` may be its name. Below `/_emulator/clusters/<name>/`:

| request | what it does |
|---|---|
| `GET certificates` | answers the certificates of its transport authority, and those of its nodes |
| `PUT files` | self-managed: `{"trust.yml": "…", "elasticsearch.yml": "…"}` puts files below `config` everywhere, and restarts; `elasticsearch.yml` is merged |
| `PUT kubernetes` | ECK: `{"objects": […]}` applies Secrets, ConfigMaps and parts of its Elasticsearch object, and lets the operator do its work |
| `POST certificate-authority/rotate` | `{"step": "announce"}`, then `activate`, then `retire` |
| `PUT status` | `{"status": "stopped"}` or `started` |
| `GET remotes` | answers which remotes are connected, and which side does not trust the other and why |

At the beginning a self-managed cluster has its own authority in `certs/ca.crt`. What would keep nodes from starting, or from accepting each other, is 400."""


def main() -> None:
    """Write the pages, or with `--check` name those that are stale and fail."""
    pages = {"routes.md": routes(), "resources.md": resources(), "policies.md": policies(), "emulator.md": emulator()}
    stale = [name for name, text in pages.items() if not (DOCS / name).exists() or (DOCS / name).read_text() != text]
    if "--check" in sys.argv:
        sys.exit(f"stale: docs/{', docs/'.join(stale)}; run `make docs`" if stale else 0)
    for name in stale:
        (DOCS / name).write_text(pages[name])
        print(f"wrote docs/{name}")


def routes() -> str:
    """The documented ways to link two clusters that crosslink can make today."""
    head = ("id", "local → remote", "belong to", "security model", "port", "makes", "needs", "must be exchanged", "documentation")
    rows = [
        (
            route.id,
            f"{route.local.upper()} → {route.remote.upper()}",
            _belonging(route),
            route.security,
            str(route.port),
            " + ".join(f"`{noun}`" for _, noun in route.steps),
            "; ".join(route.prerequisites),
            route.exchange,
            f"[page]({DOCUMENTATION}{route.page})",
        )
        for route in ROUTES
    ]
    return _page("Routes", routes.__doc__, table(head, rows))


def _belonging(row: Route) -> str:
    words = {Platform.ECH: "organization", Platform.ECE: "environment", Platform.ECK: "operator"}
    if row.same_organization is None:
        return "any"
    word = words[row.local] if row.local is row.remote else "owner"
    return f"one {word}" if row.same_organization else f"two {word}s"


def resources() -> str:
    """The resources and components of `pulumi_crosslink`, their inputs and outputs."""
    functions = [(f"`{name}`", _markdown(inspect.getdoc(getattr(pulumi_crosslink, name)) or "").partition("\n")[0]) for name in FUNCTIONS]
    parts = [part for resource in RESOURCES for part in _resource(resource)]
    return _page("Resources", resources.__doc__, *parts, "## Functions", table(("function", "what"), functions))


def policies() -> str:
    """The rules of the pack `crosslink`; each can be `mandatory`, `advisory` or `disabled` by policy configuration."""
    rows = [(f"`{rule.name}`", rule.scope, rule.enforcement, rule.description, _limits(rule.schema)) for rule in RULES]
    return _page("Policies", policies.__doc__, table(("rule", "judges a", "by default", "states", "can be changed"), rows))


def emulator() -> str:
    """What `crosslink emulate` serves below `/clouds/<name>`, and the faults that `POST /_emulator/faults` injects."""
    operations = [route for noun in NOUNS for route in noun.router.routes if isinstance(route, APIRoute)]
    rows = [(f"`{operation.operation_id}`", f"`{' '.join(operation.methods or ())} /api/v1{operation.path}`") for operation in operations]
    faults = [(f"`{name}`", f"{kind.when} the work is done", kind.does) for name, kind in KINDS.items()]
    head = ("fault", "strikes", "what happens")
    return _page("The emulator", emulator.__doc__, table(("operation", "request"), sorted(rows)), table(head, faults), FAULT_EXAMPLE)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    return "\n".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in row)} |" for row in (head, ["---"] * len(head), *rows))


def _resource(kind: type) -> Iterator[str]:
    if is_typeddict(kind):
        optional: frozenset[str] = kind.__optional_keys__  # type: ignore[attr-defined]  # a TypedDict's own
        fields = ", ".join(f"`{name}`{' (optional)' if name in optional else ''}" for name in kind.__annotations__)
        yield f"### {kind.__name__}\n\n{inspect.getdoc(kind)}\n\nFields: {fields}."
        return
    docstring, _, fields = (inspect.getdoc(kind) or "").partition("\n\n:")
    inputs = [(f"`{name}`", text) for name, text in re.findall(r":param (\w+): (.+)", _markdown(f":{fields}"))]
    outputs = [(f"`{name}`", text) for name, text in _attributes(kind)]
    yield f"## {kind.__name__}\n\n{docstring}"
    if inputs:
        yield table(("input", "what"), inputs)
    if outputs:
        yield table(("output" if inputs else "field", "what"), outputs)


def _markdown(docstring: str) -> str:
    """A docstring without Sphinx's roles."""
    return re.sub(r":\w+:`[~\w.]*?(\w+)`", r"`\1`", docstring)


def _limits(schema: Mapping[str, Mapping[str, object]]) -> str:
    return "; ".join(f"`{name}`: {field.get('description', '')} Default: `{json.dumps(field.get('default'))}`" for name, field in schema.items())


def _attributes(kind: type) -> Iterator[tuple[str, str]]:
    """The annotated attributes of a class, with the docstring under each."""
    body = ast.parse(inspect.getsource(kind)).body[0]
    assert isinstance(body, ast.ClassDef)  # noqa: S101 — for mypy: the source of a class is a class
    for here, below in zip(body.body, body.body[1:], strict=False):
        if isinstance(here, ast.AnnAssign) and isinstance(here.target, ast.Name):
            text = below.value.value if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant) else ""
            yield here.target.id, inspect.cleandoc(str(text))


def _page(title: str, introduction: str | None, *parts: str) -> str:
    return "\n\n".join((f"# {title}", "<!-- Written by docs/generate.py: run `make docs` after a change. -->", introduction or "", *parts)) + "\n"


if __name__ == "__main__":
    main()
