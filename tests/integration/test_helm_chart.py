"""The chart, linted and rendered by Helm itself and validated against the Kubernetes schemas."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import helm_python as helm
import kubernetes_validate
import pytest
import yaml

import kinerja
from kinerja.settings import Settings

CHART = Path(__file__).resolve().parents[2] / "helm" / "kinerja"
#: The oldest cluster that the chart accepts, and the newest that the schemas know.
CLUSTERS = ["1.30", kubernetes_validate.latest_version().removesuffix(".0")]
WARNING = 2
Values = dict[str, Any]
Manifest = dict[str, Any]

PEER = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "edge"}}}
CASES: dict[str, Values] = {
    "default": {},
    "ingress": {
        "ingress": {
            "enabled": True,
            "className": "nginx",
            "annotations": {"cert-manager.io/cluster-issuer": "internal"},
            "hosts": [
                {"host": "kinerja.example.go.id", "paths": [{"path": "/", "pathType": "Prefix"}]},
                {"host": "*.example.go.id", "paths": [{"path": "/graphql", "pathType": "Exact"}]},
            ],
            "tls": [{"secretName": "kinerja-tls", "hosts": ["kinerja.example.go.id"]}],
        }
    },
    "autoscaling": {"autoscaling": {"enabled": True, "minReplicas": 3, "maxReplicas": 30}},
    "network policy": {
        "networkPolicy": {
            "enabled": True,
            "ingressFrom": [PEER],
            "databasePort": 6432,
            "databaseTo": [{"ipBlock": {"cidr": "192.0.2.0/24"}}],
            "extraEgress": [{"ports": [{"port": 443, "protocol": "TCP"}]}],
        }
    },
    "network policy without job": {
        "networkPolicy": {"enabled": True},
        "migration": {"enabled": False},
    },
    "labels": {
        "commonLabels": {"team": "biro-orb", "app.kubernetes.io/component": "mine"},
        "podLabels": {"cost-center": "1.02", "app.kubernetes.io/name": "mine"},
        "podAnnotations": {"example.go.id/restarted": "2026-11-24T00:00:00Z"},
    },
    "telemetry": {
        "telemetry": {
            "otlpEndpoint": "http://collector.observability:4318",
            "headers": {"existingSecret": "otlp"},
        },
        "extraEnv": [
            {"name": "OTEL_TRACES_SAMPLER", "value": "parentbased_traceidratio"},
            {"name": "PGPASSFILE", "valueFrom": {"secretKeyRef": {"name": "pg", "key": "pass"}}},
        ],
    },
    "long names": {"fullnameOverride": "k" * 50, "nameOverride": "n" * 50},
    "an issuer with a discovery document": {"identity": {"issuer": "https://sso.example/"}},
    "identity": {
        "identity": {"issuer": "https://sso.example/", "jwksUrl": "https://sso.example/jwks"}
    },
    "image by digest": {
        "image": {
            "repository": "mirror.example:5000/jakarta/kinerja",
            "digest": "sha256:" + "0a" * 32,
            "pullPolicy": "Always",
        },
        "imagePullSecrets": [{"name": "mirror"}],
    },
    "placement": {
        "replicaCount": 0,
        "nodeSelector": {"kubernetes.io/arch": "amd64"},
        "tolerations": [{"key": "dedicated", "operator": "Exists", "effect": "NoSchedule"}],
        "affinity": {
            "podAntiAffinity": {
                "preferredDuringSchedulingIgnoredDuringExecution": [
                    {"weight": 1, "podAffinityTerm": {"topologyKey": "topology.kubernetes.io/zone"}}
                ]
            }
        },
        "priorityClassName": "system-cluster-critical",
        "topologySpreadConstraints": [
            {"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule"}
        ],
    },
    "minimal": {
        "podSecurity": {"runAsUser": None, "runAsGroup": None},
        "serviceAccount": {"create": False},
        "podDisruptionBudget": {"enabled": False},
        "migration": {"enabled": False},
        "resources": {"requests": {}, "limits": {}},
    },
    "big numbers": {
        "podSecurity": {"runAsUser": 1000650000, "runAsGroup": 1000650000},
        "server": {"maxBodyBytes": 1073741824},
        "podDisruptionBudget": {"maxUnavailable": "25%"},
        "service": {"type": "LoadBalancer", "port": 443},
    },
    "under a parent chart": {"global": {"imageRegistry": "mirror.example"}},
}

REFUSED: dict[str, Values] = {
    "a misspelt key": {"replicas": 3},
    "a misspelt nested key": {"server": {"worker": 3}},
    "a number as tag": {"image": {"tag": 1.1}},
    "a database address": {"database": {"application": {"url": "postgresql://u:p@h/d"}}},
    "a secret without name": {"database": {"owner": {"existingSecret": ""}}},
    "a secret in plain text": {"extraEnv": [{"name": "KINERJA_DATABASE_URL", "value": "x"}]},
    "a password in plain text": {"extraEnv": [{"name": "PGPASSWORD", "value": "x"}]},
    "plain OTLP headers": {"extraEnv": [{"name": "OTEL_EXPORTER_OTLP_HEADERS", "value": "x"}]},
    "an address with a password": {"telemetry": {"otlpEndpoint": "https://u:p@collector"}},
    "keys over an open line": {
        "identity": {"issuer": "https://sso.example/", "jwksUrl": "http://sso.example/jwks"}
    },
    "keys without an issuer": {"identity": {"jwksUrl": "https://sso.example/jwks"}},
    "root": {"podSecurity": {"runAsUser": 0}},
    "no pods at all": {"replicaCount": -1},
    "a host with a scheme": {"ingress": {"hosts": [{"host": "https://x", "paths": []}]}},
    "an unknown service type": {"service": {"type": "ExternalName"}},
    "a label that Kubernetes refuses": {"commonLabels": {"team": "biro orb"}},
    "groups too small to protect": {"server": {"reportMinimumGroup": 1}},
    "an unknown log format": {"server": {"logFormat": "xml"}},
    "a quantity that is none": {"resources": {"limits": {"memory": "much"}}},
}


@pytest.fixture(scope="module")
def chart() -> Iterator[helm.Chart]:
    with helm.Chart.load(CHART) as loaded:
        yield loaded


def render(chart: helm.Chart, values: Values, name: str = "demo") -> list[Manifest]:
    """Render as an install would, and read every manifest."""
    chart.validate_schema(values)
    rendered = chart.render(values, name=name, namespace="performance", is_install=True)
    texts = [text for path, text in rendered.items() if not path.endswith("NOTES.txt")]
    return [manifest for text in texts for manifest in yaml.safe_load_all(text) if manifest]


def find(manifests: list[Manifest], kind: str, suffix: str = "kinerja") -> Manifest:
    (found,) = (
        one for one in manifests if one["kind"] == kind and one["metadata"]["name"].endswith(suffix)
    )
    return found


def pods(manifests: list[Manifest]) -> list[Manifest]:
    workloads = [one for one in manifests if one["kind"] in ("Deployment", "Job", "CronJob")]
    assert workloads
    specs = [one["spec"].get("jobTemplate", one)["spec"] for one in workloads]
    return [spec["template"]["spec"] for spec in specs]


def environment(pod: Manifest) -> dict[str, Manifest]:
    return {variable["name"]: variable for variable in pod["containers"][0]["env"]}


@pytest.mark.parametrize("values", CASES.values(), ids=CASES)
def test_helm_finds_nothing_to_warn_of(values: Values) -> None:
    report = helm.lint(CHART, values, strict=True, namespace="performance")

    assert report["total_charts_linted"] == 1
    assert report["errors"] == []
    assert [one for one in report["messages"] if one["severity"] >= WARNING] == []


@pytest.mark.parametrize("cluster", CLUSTERS)
@pytest.mark.parametrize("values", CASES.values(), ids=CASES)
def test_kubernetes_takes_every_manifest(chart: helm.Chart, values: Values, cluster: str) -> None:
    manifests = render(chart, values)

    assert manifests
    for manifest in manifests:
        assert kubernetes_validate.validate(manifest, cluster, strict=True) == cluster


def test_the_kubernetes_schemas_refuse_a_misspelt_field(chart: helm.Chart) -> None:
    """Guards the test above: a validator that accepts everything would prove nothing."""
    deployment = find(render(chart, {}), "Deployment")
    deployment["spec"]["template"]["spec"]["enableServiceLink"] = False

    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(deployment, CLUSTERS[-1], strict=True)


@pytest.mark.parametrize("values", REFUSED.values(), ids=REFUSED)
def test_the_schema_refuses(chart: helm.Chart, values: Values) -> None:
    with pytest.raises(helm.HelmValuesError):
        chart.validate_schema(values)


def test_autoscaling_refuses_more_pods_at_least_than_at_most(chart: helm.Chart) -> None:
    values = {"autoscaling": {"enabled": True, "minReplicas": 9, "maxReplicas": 3}}

    with pytest.raises(helm.HelmRenderError, match="minReplicas"):
        render(chart, values)


@pytest.mark.parametrize("values", CASES.values(), ids=CASES)
def test_every_pod_is_unprivileged(chart: helm.Chart, values: Values) -> None:
    for pod in pods(render(chart, values)):
        (container,) = pod["containers"]
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert pod["automountServiceAccountToken"] is False
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "privileged": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }


def test_no_service_of_the_namespace_reaches_the_settings(chart: helm.Chart) -> None:
    """A Service named `kinerja` would set KINERJA_PORT, which the settings refuse."""
    assert [pod["enableServiceLinks"] for pod in pods(render(chart, {}))] == [False] * 3


@pytest.mark.parametrize("values", CASES.values(), ids=CASES)
def test_every_variable_is_a_setting_that_the_service_knows(
    chart: helm.Chart, values: Values
) -> None:
    known = {f"KINERJA_{name.upper()}" for name in Settings.model_fields}
    names = {name for pod in pods(render(chart, values)) for name in environment(pod)}

    assert {name for name in names if name.startswith("KINERJA_")} <= known


@pytest.mark.parametrize("values", CASES.values(), ids=CASES)
def test_secrets_come_by_reference_only(chart: helm.Chart, values: Values) -> None:
    manifests = render(chart, values)

    assert [one for one in manifests if one["kind"] in ("Secret", "ConfigMap")] == []
    for pod in pods(manifests):
        for name, variable in environment(pod).items():
            secret = "DATABASE" in name or name.endswith("HEADERS")
            assert ("secretKeyRef" in variable.get("valueFrom", {})) or not secret


def test_only_the_migration_job_gets_the_address_of_the_owner(chart: helm.Chart) -> None:
    manifests = render(chart, {})
    server = environment(find(manifests, "Deployment")["spec"]["template"]["spec"])
    job = environment(find(manifests, "Job", "-migrate")["spec"]["template"]["spec"])

    assert job["KINERJA_DATABASE_OWNER_URL"]["valueFrom"]["secretKeyRef"] == {
        "name": "kinerja-database-owner",
        "key": "url",
    }
    assert [name for name in job if "DATABASE" in name] == ["KINERJA_DATABASE_OWNER_URL"]
    assert "KINERJA_DATABASE_OWNER_URL" not in server
    assert [name for name in server if "DATABASE" in name] == [
        "KINERJA_DATABASE_URL",
        "KINERJA_DATABASE_REPORT_URL",
        "KINERJA_DATABASE_SEAL_URL",
    ]


def test_the_migration_needs_nothing_that_comes_after_it(chart: helm.Chart) -> None:
    """Hooks run before the other objects exist: the job may name none of them."""
    manifests = render(chart, {"networkPolicy": {"enabled": True}})
    hooks = [one for one in manifests if "helm.sh/hook" in one["metadata"].get("annotations", {})]
    job = find(hooks, "Job", "-migrate")
    account = find(hooks, "ServiceAccount", "-migrate")
    weights = {
        one["kind"]: int(one["metadata"]["annotations"]["helm.sh/hook-weight"]) for one in hooks
    }

    assert {one["metadata"]["annotations"]["helm.sh/hook"] for one in hooks} == {
        "pre-install,pre-upgrade"
    }
    pod = job["spec"]["template"]["spec"]
    assert pod["serviceAccountName"] == account["metadata"]["name"]
    assert pod["containers"][0]["args"] == ["migrate"]
    assert weights["ServiceAccount"] < weights["Job"]
    assert weights["NetworkPolicy"] < weights["Job"]


def test_deadlines_are_acted_on_once_a_day_in_jakarta(chart: helm.Chart) -> None:
    job = find(render(chart, {}), "CronJob", "-daily")["spec"]
    pod = job["jobTemplate"]["spec"]["template"]["spec"]

    assert (job["schedule"], job["timeZone"]) == ("15 0 * * *", "Asia/Jakarta")
    assert job["concurrencyPolicy"] == "Forbid"
    assert pod["containers"][0]["args"] == ["appraisals", "advance"]
    assert [name for name in environment(pod) if "DATABASE" in name] == ["KINERJA_DATABASE_URL"]
    off = render(chart, {"daily": {"enabled": False}})
    assert [one["kind"] for one in off if one["kind"] == "CronJob"] == []


def test_the_probes_ask_the_health_addresses_of_the_service(chart: helm.Chart) -> None:
    (container,) = find(render(chart, {}), "Deployment")["spec"]["template"]["spec"]["containers"]
    asked = {
        probe: container[probe]["httpGet"]
        for probe in ("startupProbe", "livenessProbe", "readinessProbe")
    }

    assert asked == {
        "startupProbe": {"path": "/healthz", "port": "http"},
        "livenessProbe": {"path": "/healthz", "port": "http"},
        "readinessProbe": {"path": "/readyz", "port": "http"},
    }
    assert container["args"] == ["serve", "--host", "0.0.0.0", "--port", "8000"]  # noqa: S104 - a pod.
    assert container["ports"] == [{"name": "http", "containerPort": 8000, "protocol": "TCP"}]


@pytest.mark.parametrize("values", CASES.values(), ids=CASES)
def test_every_selector_finds_the_pods_it_means(chart: helm.Chart, values: Values) -> None:
    manifests = render(chart, values)
    deployment = find(manifests, "Deployment", "")
    labels = deployment["spec"]["template"]["metadata"]["labels"].items()
    selectors = [deployment["spec"]["selector"]["matchLabels"]]
    selectors += [one["spec"]["selector"] for one in manifests if one["kind"] == "Service"]
    selectors += [
        one["spec"]["selector"]["matchLabels"]
        for one in manifests
        if one["kind"] == "PodDisruptionBudget"
    ]

    assert all(selector.items() <= labels for selector in selectors)


def test_the_service_never_sends_requests_to_the_migration(chart: helm.Chart) -> None:
    manifests = render(chart, {})
    labels = find(manifests, "Job", "-migrate")["spec"]["template"]["metadata"]["labels"]

    assert not find(manifests, "Service")["spec"]["selector"].items() <= labels.items()


def test_names_of_any_length_fit_into_a_dns_label(chart: helm.Chart) -> None:
    manifests = render(chart, {"networkPolicy": {"enabled": True}}, name="r" * 53)
    names = [one["metadata"]["name"] for one in manifests]

    assert max(len(name) for name in names) <= 63
    assert [name for name in names if name.endswith("-")] == []


def test_labels_of_the_operator_reach_every_object_but_not_the_selectors(
    chart: helm.Chart,
) -> None:
    manifests = render(chart, CASES["labels"])

    assert {one["metadata"]["labels"]["team"] for one in manifests} == {"biro-orb"}
    selector = find(manifests, "Deployment")["spec"]["selector"]["matchLabels"]
    assert selector == {
        "app.kubernetes.io/name": "kinerja",
        "app.kubernetes.io/instance": "demo",
        "app.kubernetes.io/component": "server",
    }


def test_autoscaling_owns_the_number_of_pods(chart: helm.Chart) -> None:
    manifests = render(chart, CASES["autoscaling"])

    assert "replicas" not in find(manifests, "Deployment")["spec"]
    scaler = find(manifests, "HorizontalPodAutoscaler")["spec"]
    assert (scaler["minReplicas"], scaler["maxReplicas"]) == (3, 30)
    assert scaler["scaleTargetRef"]["name"] == find(manifests, "Deployment")["metadata"]["name"]


def test_the_network_policy_opens_the_port_of_the_database_only_to_the_database(
    chart: helm.Chart,
) -> None:
    manifests = render(chart, CASES["network policy"])
    policies = [one["spec"] for one in manifests if one["kind"] == "NetworkPolicy"]
    opened = {
        "ports": [{"port": 6432, "protocol": "TCP"}],
        "to": [{"ipBlock": {"cidr": "192.0.2.0/24"}}],
    }

    assert len(policies) == 3
    assert all(opened in policy["egress"] for policy in policies)
    assert find(manifests, "NetworkPolicy")["spec"]["ingress"][0]["from"] == [PEER]
    for job in ("-migrate", "-daily"):
        assert find(manifests, "NetworkPolicy", job)["spec"]["ingress"] == []


def test_telemetry_is_silent_until_an_endpoint_is_named(chart: helm.Chart) -> None:
    silent = environment(find(render(chart, {}), "Deployment")["spec"]["template"]["spec"])
    loud = environment(
        find(render(chart, CASES["telemetry"]), "Deployment")["spec"]["template"]["spec"]
    )

    assert [name for name in silent if name.startswith("OTEL_")] == []
    assert loud["OTEL_EXPORTER_OTLP_ENDPOINT"]["value"] == "http://collector.observability:4318"
    assert loud["OTEL_SERVICE_NAME"]["value"] == "kinerja"
    assert loud["OTEL_EXPORTER_OTLP_HEADERS"]["valueFrom"]["secretKeyRef"]["name"] == "otlp"


def test_a_platform_may_choose_the_user_of_the_pods(chart: helm.Chart) -> None:
    contexts = [pod["securityContext"] for pod in pods(render(chart, CASES["minimal"]))]

    chosen = {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}
    assert contexts == [chosen] * 2


def test_the_notes_say_when_the_service_cannot_start(chart: helm.Chart) -> None:
    def notes(values: Values) -> str:
        return chart.render(values, name="demo")["kinerja/templates/NOTES.txt"]

    assert "identity.issuer" in notes({})
    assert "identity.issuer" not in notes(CASES["identity"])


def test_big_numbers_keep_their_digits(chart: helm.Chart) -> None:
    pod = find(render(chart, CASES["big numbers"]), "Deployment")["spec"]["template"]["spec"]

    assert pod["securityContext"]["runAsUser"] == 1_000_650_000
    assert environment(pod)["KINERJA_MAX_BODY_BYTES"]["value"] == "1073741824"


def test_the_image_is_the_version_of_the_service_unless_said_otherwise(chart: helm.Chart) -> None:
    def image(values: Values) -> str:
        pod = find(render(chart, values), "Deployment")["spec"]["template"]["spec"]
        return str(pod["containers"][0]["image"])

    assert chart.metadata["appVersion"] == kinerja.__version__
    assert image({}) == f"kinerja:{kinerja.__version__}"
    assert image({"image": {"tag": "0.1.0-rc1"}}) == "kinerja:0.1.0-rc1"
    assert image(CASES["image by digest"]) == (
        "mirror.example:5000/jakarta/kinerja@sha256:" + "0a" * 32
    )


@pytest.mark.parametrize("values", CASES.values(), ids=CASES)
def test_the_notes_say_where_the_service_is(chart: helm.Chart, values: Values) -> None:
    rendered = chart.render(values, name="demo", namespace="performance", is_install=True)
    notes = rendered["kinerja/templates/NOTES.txt"]

    assert "/graphql" in notes
    assert "<no value>" not in notes
