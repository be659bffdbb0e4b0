import base64

import pytest

SSL = "xpack.security.transport.ssl"
AUTHORITIES, RESTRICTIONS = f"{SSL}.certificate_authorities", f"{SSL}.trust_restrictions.path"
YML, ONPREM_NODE = "elasticsearch.yml", f"es1.node.{'feed0001' * 4}.cluster.datacenter1.account"
KEY = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
BROKEN = f"-----BEGIN CERTIFICATE-----\n{base64.b64encode(b'nothing').decode()}\n-----END CERTIFICATE-----\n"
OWN = ["certs/ca.crt"]


def trusts(reply):
    """Whom the nodes trust: how many authorities, and which patterns."""
    (one,) = reply.json()["trusts"]
    return len({*one["authorities"]}), one["restrictions"]


def test_first(put_files):
    """At the beginning a cluster trusts its own authority, and restricts nothing."""
    assert trusts(put_files("onprem", {})) == (1, None)


@pytest.mark.parametrize(
    "yml",
    [
        pytest.param(f"{AUTHORITIES}: [certs/ca.crt, others.crt]\n{RESTRICTIONS}: trust.yml", id="flat"),
        pytest.param(
            "xpack:\n  security.transport:\n    ssl:\n      certificate_authorities: certs/ca.crt, others.crt\n      trust_restrictions: {path: trust.yml}",
            id="nested",
        ),
        pytest.param(f"{AUTHORITIES}: [/etc/elasticsearch/certs/ca.crt, /etc/elasticsearch/others.crt]\n{RESTRICTIONS}: trust.yml", id="absolute"),
        pytest.param(
            f"{AUTHORITIES}: [certs/ca.crt, others.crt]\n{RESTRICTIONS}: trust.yml\n{SSL}.verification_mode: certificate\n{SSL}.enabled: true", id="more"
        ),
    ],
)
@pytest.mark.parametrize(
    "restrictions", ["trust.subject_name: '*.account'", "trust: {subject_name: ['*.account']}", "trust:\n  subject_name:\n  - '*.account'"]
)
def test_forms(put_files, ca, yml, restrictions):
    """Settings and restrictions may be flat or nested, lists or one text."""
    reply = put_files("onprem", {YML: yml, "others.crt": ca("stock") + ca("k8s-logs"), "trust.yml": restrictions})

    assert reply.status_code == 200, reply.text
    assert trusts(reply) == (3, ["*.account"])


def test_merged(put_files, ca):
    """Settings are merged over those before, files stay until they are replaced, null takes a setting away."""
    put_files("onprem", {YML: f"{RESTRICTIONS}: trust.yml", "trust.yml": "trust.subject_name: '*'"})
    put_files("onprem", {YML: f"{AUTHORITIES}: [certs/ca.crt, others.crt]", "others.crt": ca("stock")})
    both = trusts(put_files("onprem", {"trust.yml": "trust.subject_name: ['*.account', '*.local']"}))
    without = trusts(put_files("onprem", {YML: f"{RESTRICTIONS}:"}))

    assert both == (2, ["*.account", "*.local"])
    assert without == (2, None)


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        pytest.param({YML: f"{AUTHORITIES}: [others.crt]", "others.crt": "{stock}"}, "lacks the cluster's own authority, cluster onprem", id="own authority"),
        pytest.param({YML: f"{AUTHORITIES}: [certs/ca.crt, gone.crt]"}, "names gone.crt, which is not there; config has certs/ca.crt", id="no file"),
        pytest.param({YML: f"{RESTRICTIONS}: trust.yml"}, f"{RESTRICTIONS} names trust.yml, which is not there", id="no restrictions"),
        pytest.param({"certs/ca.crt": "nothing"}, "certs/ca.crt holds no certificate in PEM", id="no PEM"),
        pytest.param({"certs/ca.crt": ""}, "certs/ca.crt holds no certificate in PEM", id="empty"),
        pytest.param({"certs/ca.crt": "{onprem}" + KEY}, "certs/ca.crt holds a PRIVATE KEY, and only certificates belong there", id="key"),
        pytest.param({"certs/ca.crt": "{onprem}" + BROKEN}, "certs/ca.crt holds a certificate that cannot be read", id="broken"),
        pytest.param({YML: "a: b: c"}, "elasticsearch.yml is no YAML", id="no YAML"),
        pytest.param({YML: "text"}, "elasticsearch.yml is no mapping of settings", id="text"),
        pytest.param({YML: f"{AUTHORITIES}: [a]\n{AUTHORITIES}: [b]"}, "elasticsearch.yml is no YAML", id="twice"),
        pytest.param(
            {YML: f"{AUTHORITIES}: [a]\nxpack: {{security.transport.ssl.certificate_authorities: b}}"}, f"has {AUTHORITIES} twice", id="twice, nested"
        ),
        pytest.param({YML: "xpack.security.transprot.ssl.enabled: true"}, "is no setting that this emulator knows", id="setting"),
        pytest.param({YML: f"{SSL}.verification_mode: none"}, "is not emulated, only certificate and full", id="value"),
        pytest.param({YML: f"{RESTRICTIONS}: [trust.yml]", "trust.yml": "trust.subject_name: '*'"}, "is one path, and no list", id="list"),
        pytest.param({YML: f"{RESTRICTIONS}: t", "t": "trust.subject_name: '*.search.es.local'"}, f"{ONPREM_NODE} matches none of its trust", id="own names"),
        pytest.param({YML: f"{RESTRICTIONS}: t", "t": "trust.subject_name: []"}, "matches none of its trust restrictions (which are empty)", id="no pattern"),
        pytest.param({YML: f"{RESTRICTIONS}: t", "t": "trust.subject_name: *.node"}, "t is no YAML", id="no quotes"),
        pytest.param({YML: f"{RESTRICTIONS}: t", "t": "subject_name: '*'"}, "t needs trust.subject_name and nothing else, and has subject_name", id="key name"),
        pytest.param({YML: f"{RESTRICTIONS}: t", "t": ""}, "t is no mapping; it needs trust.subject_name", id="empty restrictions"),
        pytest.param({"/etc/x": ""}, "/etc/x is no path below config", id="absolute path"),
        pytest.param({"../x": ""}, "../x is no path below config", id="outside"),
    ],
)
def test_refused(put_files, ca, files, problem):
    """What would keep nodes from starting, or from accepting each other, is one sentence, and nothing is changed."""
    filled = {path: text.replace("{stock}", ca("stock")).replace("{onprem}", ca("onprem")) for path, text in files.items()}
    reply = put_files("onprem", filled)

    assert reply.status_code == 400
    assert problem in reply.json()["error"]
    assert trusts(put_files("onprem", {})) == (1, None)


def test_own_name_is_needed(put_files):
    """Restrictions shut out the cluster's own nodes where their certificate has no names."""
    reply = put_files("stock", {YML: f"{RESTRICTIONS}: trust.yml", "trust.yml": "trust.subject_name: '*'"})

    assert reply.status_code == 400
    assert reply.json()["error"].startswith("the certificate of stock has no subjectAltName.otherName.commonName, which its trust restrictions ask for")


def test_not_in_kubernetes(put_files):
    """A cluster in Kubernetes has no such files."""
    reply = put_files("k8s-logs", {})

    assert (reply.status_code, reply.json()) == (400, {"error": "k8s-logs runs in Kubernetes: its files come from Secrets and ConfigMaps"})
