# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""About your app: what was understood, as a person reads it, with the list to paste."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
_LANGUAGES = {
    "ruby": "Ruby",
    "python": "Python",
    "node": "Node.js",
    "deno": "Deno",
    "php": "PHP",
    "java": "Java",
    "kotlin": "Kotlin",
    "scala": "Scala",
    "clojure": "Clojure",
    "groovy": "Groovy",
    "go": "Go",
    "rust": "Rust",
    "dotnet": ".NET (C#)",
    "elixir": "Elixir",
    "erlang": "Erlang",
}
_EVIDENCE_SHOWN = 4
#: Never suggested.
_UNMANAGED = frozenset(name for name, engine in ENGINES.items() if not engine.managed)
_LABEL = 14


def panel(result: Mapping[str, Any]) -> str:
    """The text for a result of application_info."""
    application, databases = result["application"], result.get("databases", [])
    applications = result.get("applications", [])
    lines = [TITLE, "=" * len(TITLE), *_facts(application), *_parts(applications)]
    if len(applications) > 1:
        lines += ["", "Applications", *(_application(one) for one in applications)]
        if result.get("ambiguous"):
            lines.append("  Which one is meant? Set maestro_source to its folder before you deploy.")
    lines += ["", "Backend services"]
    for database in databases:
        lines += _service(database)
    if not databases:
        lines.append("  none found")
    warnings = [*result.get("warnings", []), *_hosted(databases)]
    if warnings:
        lines += ["", "Warnings", *(f"  - {warning}" for warning in warnings)]
    lines += ["", "Ready to paste"]
    if result.get("ambiguous"):
        lines.append("  # for all of the applications together")
    lines += [f"  {line}" for line in (*suggestion(databases), "", "# service.yml", *service_yml(databases))]
    return "\n".join(line.rstrip() for line in lines)


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


def _parts(applications: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for one in applications:
        if one.get("parts"):
            yield f"  {'Parts':<{_LABEL}}{', '.join(one['parts'])}"
            yield f"  {'':<{_LABEL}}one application: {one['joined_by']}"


def _application(one: Mapping[str, Any]) -> str:
    frameworks = [f"{framework['name']} {framework['version']}".strip() for framework in one["frameworks"]]
    made_of = frameworks or [_LANGUAGES.get(name, name) for name in one["languages"]]
    needs = [
        _ENGINES[found["engine"]] + ("" if found["need"] == "required" else f" ({_NEEDS[found['need']]})")
        for found in one["databases"]
        if found["need"] != "development"
    ]
    return f"  {one['path']:<{_LABEL - 1}} {', '.join(made_of) or 'unknown'}: {', '.join(needs) or 'no database'}"


def _hosted(databases: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for found in databases:
        if found.get("external") and found.get("address") and found["need"] != "development":
            yield (
                f"{_ENGINES[found['engine']]} is hosted elsewhere ({found['address']}): nothing is deployed for it, "
                "and a deployment fails where it cannot be reached"
            )


def _service(database: Mapping[str, Any]) -> Iterator[str]:
    words = [_NEEDS[database["need"]]]
    if database.get("external"):
        words.append("hosted elsewhere")
    if database.get("version_hint"):
        words.append(f"{database.get('flavour_hint') or database['engine']} {database['version_hint']} where it is run")
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


def service_yml(databases: list[Mapping[str, Any]]) -> list[str]:
    """The `databases:` of the service.yml that the needs lead to, as lines of YAML. It has no place for hosted ones."""
    entries = []
    for database in databases:
        engine, need = database["engine"], database["need"]
        if engine in _UNMANAGED or need == "development":
            continue
        if database.get("external"):
            entries.append(f"# - {engine}  # hosted elsewhere")
        elif need == "optional":
            entries.append(f"# - {engine}  # optional")
        else:
            comment = _choice(database)
            mark = "# " if need == "one_of" and not database.get("preferred") else ""
            entries.append(f"{mark}- {engine}" + (f"  # {comment}" if comment else ""))
    if not any(not entry.startswith("#") for entry in entries):
        return ["databases: []", *(f"  {entry}" for entry in entries)]
    return ["databases:", *(f"  {entry}" for entry in entries)]


def _suggested(database: Mapping[str, Any]) -> Iterator[str]:
    engine, need = database["engine"], database["need"]
    if engine in _UNMANAGED or need == "development":
        return
    flavour = database.get("flavour_hint", "")
    fields = [f"engine: {engine}"]
    if flavour and flavour != ENGINES[engine].flavours[0] and flavour in ENGINES[engine].flavours:
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
        entry = entry if database.get("preferred") else f"# {entry}"
        comments.append(_choice(database))
    comment = "; ".join(comment for comment in comments if comment)
    yield f"{entry}  # {comment}" if comment else entry


def _choice(database: Mapping[str, Any]) -> str:
    """What can be taken in its place, as a comment."""
    others = ", ".join(other for other in database.get("alternatives", []) if other not in _UNMANAGED)
    if not others or database["need"] != "one_of":
        return ""
    return f"or {others}" if database.get("preferred") else f"instead of {others}"
