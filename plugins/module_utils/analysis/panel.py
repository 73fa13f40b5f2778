# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""About your app: what was understood, as a person reads it, with the list to paste."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..engines import ENGINES

TITLE = "About your app"
_NEEDS = {"required": "required", "one_of": "one of several", "optional": "optional", "development": "development only"}
_ENGINES = {
    "mysql": "MySQL",
    "postgresql": "PostgreSQL",
    "mongodb": "MongoDB",
    "redis": "Redis",
    "elasticsearch": "Elasticsearch",
    "rabbitmq": "RabbitMQ",
    "influxdb": "InfluxDB",
    "glusterfs": "GlusterFS",
    "memcached": "Memcached",
    "sqlite": "SQLite",
}
_LANGUAGES = {"ruby": "Ruby", "python": "Python", "node": "Node.js"}
_EVIDENCE_SHOWN = 4
#: Not managed: never suggested.
_UNMANAGED = frozenset({"sqlite", "memcached"})
_LABEL = 14


def panel(result: Mapping[str, Any]) -> str:
    """The text for a result of application_info."""
    application = result["application"]
    lines = [TITLE, "=" * len(TITLE)]
    lines += _facts(application)
    lines += ["", "Backend services"]
    databases = result.get("databases", [])
    for database in databases:
        lines += _service(database)
    if not databases:
        lines.append("  none found")
    if result.get("warnings"):
        lines += ["", "Warnings", *(f"  - {warning}" for warning in result["warnings"])]
    lines += ["", "Ready to paste", *(f"  {line}" for line in suggestion(databases))]
    return "\n".join(lines)


def suggestion(databases: list[Mapping[str, Any]]) -> list[str]:
    """The `maestro_databases` that the needs lead to, as lines of YAML. What needs a decision is a comment."""
    entries = [line for database in databases for line in _suggested(database)]
    if not any(not entry.startswith("#") for entry in entries):
        return ["maestro_databases: []", *(f"  {entry}" for entry in entries)]
    return ["maestro_databases:", *(f"  {entry}" for entry in entries)]


def _facts(application: Mapping[str, Any]) -> Iterator[str]:
    versions = application.get("language_versions", {})
    frameworks = []
    for framework in application.get("frameworks", []):
        text = f"{framework['name']} {framework['version']}".strip()
        frameworks.append(text if framework["path"] == "." else f"{text} ({framework['path']})")
    languages = [
        f"{_LANGUAGES.get(name, name)} {versions.get(name, '')}".strip() for name in application.get("languages", [])
    ]
    facts = (
        ("Application", application.get("name", "")),
        ("Environment", application.get("environment", "")),
        ("Framework", ", ".join(frameworks) or "none found"),
        ("Language", ", ".join(languages) or "none found"),
        ("Web server", application.get("web_server") or "none found"),
        ("Procfile", f"{application['procfile']} will be used" if application.get("procfile") else ""),
        ("Deploy hooks", f"{application['hooks']} will be used" if application.get("hooks") else ""),
    )
    for label, text in facts:
        if text:
            yield f"  {label:<{_LABEL}}{text}"


def _service(database: Mapping[str, Any]) -> Iterator[str]:
    words = [_NEEDS[database["need"]]]
    if database.get("external"):
        words.append("hosted elsewhere")
    if database.get("version_hint"):
        words.append(
            f"{database.get('flavour_hint') or database['engine']} {database['version_hint']} in the Compose file"
        )
    yield f"  {_ENGINES[database['engine']]:<{_LABEL}}{', '.join(words)}"
    reason = database.get("reason", "")
    if database.get("alternatives"):
        reason += f" (or {', '.join(database['alternatives'])})"
    yield f"  {'':<{_LABEL}}{reason}"
    evidence = database.get("evidence", [])
    for item in evidence[:_EVIDENCE_SHOWN]:
        yield f"  {'':<{_LABEL}}  {item['path']}:{item['line']}  {item['detail']}"
    if len(evidence) > _EVIDENCE_SHOWN:
        yield f"  {'':<{_LABEL}}  and {len(evidence) - _EVIDENCE_SHOWN} more"


def _suggested(database: Mapping[str, Any]) -> Iterator[str]:
    engine, need = database["engine"], database["need"]
    if engine in _UNMANAGED or need == "development":
        return
    flavour = database.get("flavour_hint", "")
    fields = [f"engine: {engine}"]
    if flavour and flavour != ENGINES[engine].flavours[0]:
        fields.append(f"flavour: {flavour}")
    comments = []
    if database.get("external"):
        fields += ["deployment: external", f"address: {database.get('address') or engine + '.example.com'}"]
        if not database.get("address"):
            comments.append("put its address in, or deployment: dedicated to have it deployed")
    else:
        fields.append("deployment: dedicated")
    entry = f"- {{{', '.join(fields)}}}"
    if need == "optional":
        entry = f"# {entry}"
        comments.append("optional")
    elif need == "one_of":
        others = ", ".join(other for other in database["alternatives"] if other not in _UNMANAGED)
        if database.get("preferred"):
            comments.append(f"or {others}" if others else "")
        else:
            entry = f"# {entry}"
            comments.append(f"instead of {others}" if others else "")
    comment = "; ".join(comment for comment in comments if comment)
    yield f"{entry}  # {comment}" if comment else entry
