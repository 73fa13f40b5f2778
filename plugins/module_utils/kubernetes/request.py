# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads what a user asks to be published, and finds everything that the API server would refuse."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..problem import Problem
from .objects import Owner, Published, binding_name, link_key

_LABEL_LENGTH = 63
_RFC_1035 = re.compile(r"[a-z]([-a-z0-9]*[a-z0-9])?")
_RFC_1123 = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_LABEL_VALUE = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?")
_PORT_NAME = re.compile(r"(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*")
_DNS_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_RANGE = re.compile(r"[0-9]{1,5}(-[0-9]{1,5})?")
_SECRET_KEY = re.compile(r"[-._A-Za-z0-9]{1,253}")


def read_owner(namespace: str, application: str, environment: str) -> tuple[Owner, list[Problem]]:
    """The owner, and what is wrong with the three names."""
    problems = []
    if not _is_label(_RFC_1123, namespace):
        problems.append(_name_problem("namespace", namespace, "an RFC 1123 label: lower-case letters, digits and '-'"))
    for place, value in (("application", application), ("environment", environment)):
        if not _is_label(_LABEL_VALUE, value):
            problems.append(
                _name_problem(place, value, "a label value: letters, digits, '-', '_' and '.', no more than 63")
            )
    return Owner(namespace, application, environment), problems


def read_services(raw: Sequence[Mapping[str, Any]]) -> tuple[list[Published], list[Problem]]:
    """The groups to publish, and everything that is wrong with them."""
    services: list[Published] = []
    problems: list[Problem] = []
    for entry in raw:
        service, found = _read_service(entry)
        services.append(service)
        problems += found
    return services, problems + _doubles(services)


def read_pods(labels: Mapping[str, Any]) -> tuple[dict[str, str], list[Problem]]:
    """Labels of pods, and what is wrong with them."""
    problems = [
        Problem("egress_pods", f"{key}: {value} is no label", "write it as a pod has it, such as app: shop")
        for key, value in labels.items()
        if not _LABEL_VALUE.fullmatch(str(key).rpartition("/")[2]) or not _is_label(_LABEL_VALUE, str(value))
    ]
    return {str(key): str(value) for key, value in labels.items()}, problems


def _read_service(entry: Mapping[str, Any]) -> tuple[Published, list[Problem]]:
    name, engine, group, port = entry["name"], entry["engine"], entry["group"], entry["port"]
    place = f"database group {engine}/{group}"
    names = (name, *(entry.get("aliases") or ()))
    problems = []
    for one in names:
        if not _is_label(_RFC_1035, one):
            what = "an RFC 1035 label: a letter, then lower-case letters, digits and '-', no more than 63"
            problems.append(Problem(place, f"the Service name '{one}' is not {what}", "rename the group"))
    if not _PORT_NAME.fullmatch(engine):
        problems.append(
            Problem(place, f"'{engine}' cannot name a port", "use the engine's name, at most 15 characters")
        )
    if not _is_label(_LABEL_VALUE, group):
        problems.append(
            Problem(place, "the group's name cannot be a label's value", "use letters, digits, '-' and '_'")
        )
    if not 1 <= port <= 65535:
        problems.append(Problem(place, f"port {port} does not exist", "use one from 1 to 65535"))
    addresses, found = _read_addresses(place, entry.get("addresses") or [])
    external = entry.get("external_name") or ""
    problems += found + _read_external(place, external, given=bool(entry.get("addresses")))
    direct, faults = _read_addresses(place, entry.get("direct_addresses") or [])
    ranges, mistakes = _read_ranges(place, entry.get("direct_ports") or [])
    problems += faults + mistakes
    secret, found = _read_secret(place, entry, "data", "secret_data")
    problems += found + _links(place, names, secret, port)
    binding, found = _read_secret(place, entry, "binding", "secret_binding")
    problems += found
    if binding:
        fixed = {"type": engine, "host": name, "port": str(port)}
        problems += [
            Problem(place, f"the key {key} of binding is not '{value}'", "leave it out, it is set by itself")
            for key, value in fixed.items()
            if binding.get(key, value) != value
        ]
        binding = {**fixed, **binding}
    primary = bool(entry.get("primary"))
    known = (name, engine, group, primary, port, addresses, secret, binding, names[1:], external)
    return Published(*known, direct, ranges), problems


def _read_ranges(place: str, raw: Sequence[str]) -> tuple[tuple[tuple[int, int], ...], list[Problem]]:
    """Ports and ranges of them."""
    ranges: list[tuple[int, int]] = []
    problems = []
    for text in raw:
        first, dash, last = text.partition("-")
        ends = (int(first), int(last if dash else first)) if _RANGE.fullmatch(text) else (0, 0)
        if 1 <= ends[0] <= ends[1] <= 65535:
            ranges.append(ends)
        else:
            problems.append(Problem(place, f"'{text}' is no port and no range", "write it as 24007 or 24100-24199"))
    return tuple(ranges), problems


def _read_external(place: str, name: str, *, given: bool) -> list[Problem]:
    """What speaks against a DNS name in the place of addresses."""
    if not name:
        mend = "give at least one, or leave the group out"
        return [] if given else [Problem(place, "has no address", mend)]
    if given:
        return [Problem(place, "has addresses and an external_name", "give one of them")]
    if not _DNS_NAME.fullmatch(name) or name.replace(".", "").isdigit():
        return [Problem(place, f"'{name}' is no DNS name", "write it in lower case, such as db.example.com")]
    if name == "localhost" or name.endswith(".localhost"):
        return [Problem(place, f"'{name}' is the pod itself", "give the name of the host")]
    return []


def _read_addresses(place: str, raw: Sequence[str]) -> tuple[tuple[str, ...], list[Problem]]:
    addresses: list[str] = []
    problems = []
    for text in raw:
        try:
            address = ipaddress.ip_address(text)
        except ValueError:
            problems.append(
                Problem(place, f"'{text}' is not an IP address", "give the address itself, names are not followed")
            )
            continue
        fault = address_fault(address)
        if fault:
            mend = "give the host an address that the cluster's nodes reach, for example in maestro_address"
            problems.append(Problem(place, f"{text} {fault}, no container can reach it", mend))
        elif str(address) not in addresses:
            addresses.append(str(address))
    return tuple(addresses), problems


def address_fault(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str:
    """Why an address cannot be an endpoint, in words that follow it; empty where it can."""
    if address.version == 6 and address.ipv4_mapped:
        return "is an IPv4 address written as IPv6"
    for fault, words in (
        (address.is_unspecified, "is the unspecified address"),
        (address.is_loopback, "is a loopback address"),
        (address.is_link_local, "is a link-local address"),
        (address.is_multicast, "is a multicast address"),
    ):
        if fault:
            return words
    return ""


def _read_secret(place: str, entry: Mapping[str, Any], shown: str, secret: str) -> tuple[dict[str, str], list[Problem]]:
    """The content of a Secret from two options. Messages name keys only."""
    plain, hidden = entry.get(shown) or {}, entry.get(secret) or {}
    problems = [
        Problem(place, f"the key {key} stands in {shown} and in {secret}", "keep it in one of them")
        for key in sorted(set(map(str, plain)) & set(map(str, hidden)))
    ]
    content = {}
    for key, value in [*plain.items(), *hidden.items()]:
        if not _SECRET_KEY.fullmatch(str(key)):
            problems.append(
                Problem(place, f"a Secret cannot have the key '{key}'", "use letters, digits, '-', '_' and '.'")
            )
        elif isinstance(value, bool) or not isinstance(value, (str, int, float)):
            problems.append(Problem(place, f"the value of {key} is not text", "write it in quotes"))
        else:
            content[str(key)] = str(value)
    return content, problems


def _links(place: str, names: Sequence[str], secret: Mapping[str, str], port: int) -> list[Problem]:
    return [
        Problem(place, f"{link_key(name)} is not the port {port}", "leave it out, it is set by itself")
        for name in names
        if secret.get(link_key(name), str(port)) != str(port)
    ]


def _doubles(services: Sequence[Published]) -> list[Problem]:
    """Names that two groups would both give to an object."""
    problems = []
    seen: dict[tuple[str, str], Published] = {}
    groups: dict[tuple[str, str], Published] = {}
    for service in services:
        place = f"database group {service.engine}/{service.group}"
        objects = [("Service", name) for name in service.names] + [("Secret", service.name)]
        if service.binding:
            objects.append(("Secret", binding_name(service.name)))
        clash = next((key for key in objects if key in seen), None)
        same = groups.get((service.engine, service.group))
        if clash:
            other = seen[clash]
            what = f"the {clash[0]} name {clash[1]} is that of {other.engine}/{other.group} too"
            problems.append(Problem(place, what, "rename one of the groups"))
        elif same:
            what = f"is published twice, as {same.name} and {service.name}"
            problems.append(Problem(place, what, "keep one of them"))
        for key in objects:
            seen.setdefault(key, service)
        groups.setdefault((service.engine, service.group), service)
    return problems


def _is_label(pattern: re.Pattern[str], text: str) -> bool:
    return len(text) <= _LABEL_LENGTH and pattern.fullmatch(text) is not None


def _name_problem(place: str, value: str, what: str) -> Problem:
    return Problem(place, f"'{value}' is not {what}", "choose another name")
