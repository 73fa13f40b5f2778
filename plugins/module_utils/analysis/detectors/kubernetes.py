# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kubernetes manifests: what runs as a server beside the application, by image or by an operator's resource."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from ..formats import yaml_lines as yaml
from ..formats.errors import FormatError
from ..model import DEVELOPMENT, LIVE, SERVICE, Claim, Evidence, Findings
from ..rules.compose import ASKED_FOLDER_WORDS, DEVELOPER_FOLDER_WORDS
from ..rules.platforms import OPERATORS
from ..rules.services import engine_of_image
from ..scope import narrower, scope_of, words
from ..tree import Tree, tooling

_DEPTH = 6
#: Words of the path by which manifests are told from the many other files in YAML.
_FOLDER_WORDS = frozenset(
    """
    k8s kubernetes kube kustomize manifests manifest deploy deployment deployments openshift okd argocd flux gitops
    cluster overlays base
    """.split()
)
#: What ends an image's name.
_END = re.compile(r"[\s,\"'}\]]")
_WORKLOADS = frozenset("Deployment StatefulSet DaemonSet ReplicaSet Pod DeploymentConfig ReplicationController".split())


def detect(tree: Tree, environment: str) -> Findings:
    """What the manifests of a tree tell."""
    findings = Findings()
    candidates = [
        path for path in tree.ending((".yml", ".yaml"), _DEPTH) if words(path.rpartition("/")[0]) & _FOLDER_WORDS
    ]
    read = 0
    for path in candidates:
        text = tree.read(path) if read < yaml.YAML_FILES_LIMIT else None
        if text is None or len(text) > yaml.YAML_LIMIT:
            continue
        # Templates are no YAML; charts are read by their dependencies and values.
        if "apiVersion:" not in text or "kind:" not in text or "{{" in text or not _may_tell(text):
            continue
        read += 1
        try:
            documents = yaml.parse_documents(text)
        except FormatError as exc:
            tree.warn(path, f"cannot be read as YAML ({exc}); it was left out")
            continue
        scope, choice = _scope(path, environment)
        for document in documents:
            for engine, flavour, version, line, detail in _servers(document):
                evidence = Evidence(path, line, "service", detail)
                findings.claims.append(Claim(engine, evidence, SERVICE, scope, choice, False, version, flavour))
    return findings


def _may_tell(text: str) -> bool:
    """A cheap look before a manifest is taken apart: most run no engine."""
    lines = (line for line in text.split("\n") if "image:" in line)
    images = (_END.split(line.partition("image:")[2].strip(" \t\"'"), maxsplit=1)[0] for line in lines)
    return any(engine_of_image(image)[0] for image in images) or any(group in text for group, _kind in OPERATORS)


def _scope(path: str, environment: str) -> tuple[str, bool]:
    folder_words = words(posixpath.dirname(path))
    scope = scope_of(" ".join(sorted(folder_words - _FOLDER_WORDS)), environment, LIVE)
    if tooling(path) or folder_words & DEVELOPER_FOLDER_WORDS:
        scope = narrower(scope, DEVELOPMENT)
    return scope, bool(folder_words & ASKED_FOLDER_WORDS)


def _servers(document: yaml.Node) -> Iterator[tuple[str, str, str, int, str]]:
    keys = yaml.members(document)
    texts = {name: yaml.scalar(node) for name, (_key, node) in keys.items()}
    kind, group = texts.get("kind", ""), texts.get("apiVersion", "").partition("/")[0]
    name = yaml.scalar(yaml.at(document, "metadata", "name"))
    if (group, kind.lower()) in OPERATORS:
        engine, flavour = OPERATORS[(group, kind.lower())]
        yield engine, flavour, "", yaml.line_of(keys["kind"][0]), f"{kind} {name}".strip()
    elif kind == "List":
        for item in yaml.items(yaml.at(document, "items")):
            yield from _servers(item)
    elif kind in _WORKLOADS:
        spec = yaml.at(document, "spec") if kind == "Pod" else yaml.at(document, "spec", "template", "spec")
        for container in yaml.items(yaml.at(spec, "containers")):
            image_key, image = yaml.members(container).get("image", (None, None))
            engine, flavour, version = engine_of_image(yaml.scalar(image))
            if engine and image_key is not None:
                detail = f"image {yaml.scalar(image).split('@', maxsplit=1)[0]} ({kind} {name})"
                yield engine, flavour, version, yaml.line_of(image_key), detail
