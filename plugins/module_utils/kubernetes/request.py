# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads what a user asks to be published, and finds everything that the API server would refuse."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..problem import Problem
from .objects import Owner, Published, link_key

_LABEL_LENGTH = 63
_RFC_1035 = re.compile(r"[a-z]([-a-z0-9]*[a-z0-9])?")
_RFC_1123 = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_LABEL_VALUE = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?")
_PORT_NAME = re.compile(r"(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*")
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


def _read_service(entry: Mapping[str, Any]) -> tuple[Published, list[Problem]]:
    name, engine, group, port = entry["name"], entry["engine"], entry["group"], entry["port"]
    place = f"database group {engine}/{group}"
    problems = []
    if not _is_label(_RFC_1035, name):
        what = "an RFC 1035 label: a letter, then lower-case letters, digits and '-', no more than 63"
        problems.append(Problem(place, f"the Service name '{name}' is not {what}", "rename the group"))
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
    addresses, address_problems = _read_addresses(place, entry["addresses"])
    secret, secret_problems = _read_secret(place, entry, name, port)
    service = Published(name, engine, group, bool(entry.get("primary")), port, addresses, secret)
    return service, problems + address_problems + secret_problems


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
    if not raw:
        problems.append(Problem(place, "has no address", "give at least one, or leave the group out"))
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


def _read_secret(place: str, entry: Mapping[str, Any], name: str, port: int) -> tuple[dict[str, str], list[Problem]]:
    """The content of the Secret. Messages name keys only."""
    plain, hidden = entry.get("data") or {}, entry.get("secret_data") or {}
    problems = [
        Problem(place, f"the key {key} stands in data and in secret_data", "keep it in one of them")
        for key in sorted(set(map(str, plain)) & set(map(str, hidden)))
    ]
    secret = {}
    for key, value in [*plain.items(), *hidden.items()]:
        if not _SECRET_KEY.fullmatch(str(key)):
            problems.append(
                Problem(place, f"a Secret cannot have the key '{key}'", "use letters, digits, '-', '_' and '.'")
            )
        elif isinstance(value, bool) or not isinstance(value, (str, int, float)):
            problems.append(Problem(place, f"the value of {key} is not text", "write it in quotes"))
        else:
            secret[str(key)] = str(value)
    link = link_key(name)
    if secret.get(link, str(port)) != str(port):
        problems.append(Problem(place, f"{link} is not the port {port}", "leave it out, it is set by itself"))
    return secret, problems


def _doubles(services: Sequence[Published]) -> list[Problem]:
    problems = []
    for index, service in enumerate(services):
        place = f"database group {service.engine}/{service.group}"
        earlier = services[:index]
        for other in earlier:
            if other.name == service.name:
                what = f"the Service name {service.name} is that of {other.engine}/{other.group} too"
                problems.append(Problem(place, what, "rename one of the groups"))
            elif (other.engine, other.group) == (service.engine, service.group):
                problems.append(
                    Problem(place, f"is published twice, as {other.name} and {service.name}", "keep one of them")
                )
    return problems


def _is_label(pattern: re.Pattern[str], text: str) -> bool:
    return len(text) <= _LABEL_LENGTH and pattern.fullmatch(text) is not None


def _name_problem(place: str, value: str, what: str) -> Problem:
    return Problem(place, f"'{value}' is not {what}", "choose another name")
