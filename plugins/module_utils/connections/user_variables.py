# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The user's own variables beside the generated ones: what wins over what, and all references resolved."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..credentials.variables import is_misspelt, wanted_length
from ..declaration.problem import ProblemsError
from ..problem import Problem
from .address_fields import Variable
from .env_file import NAME
from .references import Expression, Reference, parse
from .resolve import Others, Resolver

#: Where the user wrote them.
USER, MANIFEST = "maestro_variables", "environment_variables"


@dataclass(frozen=True)
class Given:
    """What the user gave an application beside its databases."""

    #: The user's variables; their values may hold references.
    user: Mapping[str, Any] = field(default_factory=dict)
    #: The manifest's, as they were at the first build.
    initial: Mapping[str, str] = field(default_factory=dict)
    #: What AUTO_GENERATE became, by variable.
    drawn: Mapping[str, str] = field(default_factory=dict)


def with_user_variables(
    generated: Iterable[Variable],
    given: Given,
    others: Others,
    absent: Collection[str] = (),
) -> list[Variable]:
    """Every variable of an application, with its value.

    Args:
        generated: What is generated for this consumer.
        given: What the user gave.
        others: The other applications.
        absent: Names that are generated for other consumers only.

    Raises:
        ProblemsError: With all that is wrong with the user's. Holds no value.
    """
    ours = {variable.name: variable for variable in generated}
    texts, problems = checked(given.user)
    problems += locked(texts, ours)
    # A manifest never overrides a generated name, and the user's variables win over it.
    initial = {name: text for name, text in given.initial.items() if name not in ours and name not in texts}
    places = {**{name: f"{MANIFEST}.{name}" for name in initial}, **{name: f"{USER}.{name}" for name in texts}}
    expressions: dict[str, Expression] = {
        name: (Reference(variable.follows) if variable.follows in ours else variable.value,)
        for name, variable in ours.items()
    }
    for name, text in {**initial, **texts}.items():
        try:
            expressions[name] = expression(text, given.drawn.get(name))
        except ValueError as error:
            what, _dummy, mend = str(error).partition("; ")
            problems.append(Problem(places[name], what, mend))
            expressions[name] = ("",)
    resolver = Resolver(expressions, places, others, absent)
    values = resolver.values()
    problems += resolver.problems
    if problems:
        raise ProblemsError(problems)
    # What the user wrote, or what follows it, may hold a secret.
    return [
        ours[name] if name in ours and ours[name].value == value else Variable(name, value, secret=True)
        for name, value in values.items()
    ]


def expression(text: str, drawn: str | None) -> Expression:
    """What a value of the user's stands for: what was drawn for it once counts as long as it asks for that.

    Raises:
        ValueError: It cannot be read. Holds nothing of the value.
    """
    if drawn is not None and wanted_length(text):
        return (drawn,)
    if is_misspelt(text):
        raise ValueError("asks for a random value in a way that is unknown; write AUTO_GENERATE or AUTO_GENERATE_15")
    found = parse(text)
    if any(asks_within(part) for part in found):
        raise ValueError("asks for a random value as a default; give that to a variable of its own, and refer to it")
    return found


def asks_within(part: str | Reference) -> bool:
    """Whether a default asks for a random value, and would be a password that everybody knows."""
    default = part.default if isinstance(part, Reference) else None
    if isinstance(default, str):
        return bool(wanted_length(default)) or is_misspelt(default)
    return any(asks_within(one) for one in default or ())


def is_pointer(name: str, ours: Mapping[str, Variable]) -> bool:
    """Whether a generated variable may be set by the user: it only points to one of the two others."""
    return f"{name}_INT" in ours and f"{name}_EXT" in ours


def checked(user: Mapping[str, Any]) -> tuple[dict[str, str], list[Problem]]:
    """The user's variables as text, and what is wrong with them."""
    texts, problems = {}, []
    for name, value in user.items():
        place = f"{USER}.{name}"
        if not NAME.fullmatch(str(name)):
            problems.append(Problem(place, "is no name of a variable", "use letters, digits and '_', no digit first"))
            continue
        text = as_text(value)
        if text is None:
            problems.append(Problem(place, "is neither a text nor a whole number", "write it in quotes"))
        texts[str(name)] = text or ""
    return texts, problems


def as_text(value: Any) -> str | None:
    """A value as it stands in an environment; None where it cannot be told which text is meant."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (str, int)) else None


def locked(texts: Mapping[str, str], ours: Mapping[str, Variable]) -> list[Problem]:
    """The user's variables whose names are generated and that are no pointers."""
    return [
        Problem(f"{USER}.{name}", "is a generated variable that cannot be set", mend_of(name))
        for name in texts
        if name in ours and not is_pointer(name, ours)
    ]


def mend_of(name: str) -> str:
    """What to do instead of setting a generated variable."""
    if name.endswith(("_INT", "_EXT")):
        return f"addresses follow the inventory; set {name[: -len('_INT')]}, which points to one of them"
    if name.endswith(("_USERNAME", "_PASSWORD")):
        return "give your own user name and password with maestro_credentials"
    if name.endswith(("_DATABASE", "_PORT")):
        key = name.rpartition("_")[2].lower()
        return f"set '{key}' of the group in maestro_databases"
    return "take another name"
