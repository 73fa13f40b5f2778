# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a Gemfile: which gems, in which groups and platforms, and which of them only under a condition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from . import ruby_tokens as ruby
from .ruby_tokens import Token

_OPENERS = frozenset(["if", "unless", "case", "while", "until", "for", "begin", "def", "class", "module"])
_LOOPS = frozenset(["while", "until", "for"])
_BRANCHES = frozenset(["else", "elsif", "when", "in", "rescue", "ensure"])
_MODIFIERS = frozenset(["if", "unless", "while", "until", "rescue"])
#: Calls whose block changes nothing for the gems inside.
_NEUTRAL = frozenset(["source", "git", "path", "github", "gist", "bitbucket", "git_source"])
#: What follows them may be a keyword's block although it does not start a line.
_ASSIGNMENTS = frozenset(["=", "||="])

BLOCK_LIMIT = 200


@dataclass(frozen=True)
class Gem:
    """One `gem` line. No groups means Bundler's default group."""

    name: str
    line: int
    requirement: str = ""
    groups: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    conditional: bool = False
    #: True where the whole group is installed only when asked for.
    optional: bool = False


@dataclass
class Gemfile:
    """What a Gemfile says."""

    gems: list[Gem] = field(default_factory=list)
    #: Version of Ruby, or the file that holds it.
    ruby: str = ""
    ruby_file: str = ""
    #: Further Gemfiles that it reads, relative to itself.
    included: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Frame:
    closing: str
    groups: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    conditional: bool = False
    optional: bool = False


def parse_gemfile(source: str) -> Gemfile:
    """Reads the source of a Gemfile. Raises FormatError where it is cut off inside a string."""
    return _Reader(list(ruby.tokens(source))).read()


class _Reader:
    def __init__(self, source: list[Token]) -> None:
        self.tokens = source
        self.position = 0
        self.frames: list[_Frame] = []
        self.gemfile = Gemfile()

    def read(self) -> Gemfile:
        while self.position < len(self.tokens):
            token = self.tokens[self.position]
            if token.kind == ruby.NEWLINE or token.text == ";":
                self.position += 1
            elif self._closes(token):
                self.position += 1
                if self.frames:
                    self.frames.pop()
            else:
                self._statement()
        return self.gemfile

    def _closes(self, token: Token) -> bool:
        closing = self.frames[-1].closing if self.frames else "end"
        return token.text == closing and token.kind == (ruby.NAME if closing == "end" else ruby.PUNCTUATION)

    def _statement(self) -> None:
        """Reads up to the end of a statement or to the block that it opens."""
        first = self.tokens[self.position]
        statement: list[Token] = []
        depth = 0
        while self.position < len(self.tokens):
            token = self.tokens[self.position]
            if depth == 0 and statement and self._ends(token, statement):
                break
            if depth == 0 and token.kind == ruby.NAME and token.text == "do" and not _is_word(statement, "."):
                self.position += 1
                self._skip_block_parameters()
                if first.kind == ruby.NAME and first.text in _LOOPS:
                    self._push("end", conditional=True)
                else:
                    self._open_block(statement, "end")
                return
            if token.text == "{" and token.kind == ruby.PUNCTUATION and depth == 0 and self._block_brace(statement):
                self.position += 1
                self._skip_block_parameters()
                self._open_block(statement, "}")
                return
            if token.kind == ruby.PUNCTUATION and token.text in ("(", "[", "{"):
                depth += 1
            elif token.kind == ruby.PUNCTUATION and token.text in (")", "]", "}"):
                if depth == 0 and statement:
                    break
                depth = max(depth - 1, 0)
            if token.kind != ruby.NEWLINE:
                statement.append(token)
            self.position += 1
        if self.position < len(self.tokens) and self.tokens[self.position].text == "then":
            self.position += 1
        self._finish(statement)

    def _ends(self, token: Token, statement: Sequence[Token]) -> bool:
        if token.kind == ruby.PUNCTUATION:
            return token.text == ";"
        if token.kind == ruby.NAME:
            return token.text == "then" or (token.text == "end" and not _is_word(statement, "."))
        if token.kind != ruby.NEWLINE:
            return False
        last = statement[-1]
        continued = last.kind == ruby.LABEL or (
            last.kind == ruby.PUNCTUATION and last.text not in (")", "]", "}", "!", "?", "|")
        )
        if not continued:
            following = self._after_newlines()
            continued = (
                following is not None and following.kind == ruby.PUNCTUATION and following.text in (".", "&&", "||")
            )
        return not continued

    def _after_newlines(self) -> Token | None:
        position = self.position
        while position < len(self.tokens) and self.tokens[position].kind == ruby.NEWLINE:
            position += 1
        return self.tokens[position] if position < len(self.tokens) else None

    def _block_brace(self, statement: Sequence[Token]) -> bool:
        """True where a brace opens a block: after a call's parenthesis or a bare method name."""
        if not statement:
            return False
        last = statement[-1]
        return last.text == ")" or (last.kind == ruby.NAME and last.text not in _MODIFIERS and last.text != "gem")

    def _skip_block_parameters(self) -> None:
        if self.position < len(self.tokens) and self.tokens[self.position].text == "|":
            self.position += 1
            while self.position < len(self.tokens) and self.tokens[self.position].text not in ("|", "\n"):
                self.position += 1
            self.position += 1

    def _open_block(self, statement: Sequence[Token], closing: str) -> None:
        if not statement:
            self._push(closing)
            return
        name = statement[0].text
        arguments = statement[1:]
        if name == "group":
            self._push(
                closing,
                groups=tuple(_words_of(arguments)),
                optional=_truthy(_option(arguments, "optional")),
                conditional=_modified(arguments),
            )
        elif name in ("platform", "platforms"):
            self._push(closing, platforms=tuple(_words_of(arguments)))
        elif name == "gem":
            self._gem(statement)
            self._push(closing)
        else:
            self._push(closing, conditional=name not in _NEUTRAL)

    def _push(
        self,
        closing: str,
        groups: tuple[str, ...] = (),
        platforms: tuple[str, ...] = (),
        conditional: bool = False,
        optional: bool = False,
    ) -> None:
        outer = self.frames[-1] if self.frames else _Frame("end")
        if len(self.frames) >= BLOCK_LIMIT:
            return
        self.frames.append(
            _Frame(
                closing,
                outer.groups + groups,
                outer.platforms + platforms,
                outer.conditional or conditional,
                outer.optional or optional,
            )
        )

    def _finish(self, statement: list[Token]) -> None:
        if not statement:
            self.position += 1
            return
        first = statement[0]
        if first.kind == ruby.NAME and first.text in _BRANCHES:
            return
        if first.kind == ruby.NAME and first.text in _OPENERS:
            if not (first.text == "def" and _endless(statement)):
                self._push("end", conditional=first.text != "begin")
            return
        assigned = any(
            token.kind == ruby.NAME and token.text in _OPENERS and statement[index].text in _ASSIGNMENTS
            for index, token in enumerate(statement[1:])
        )
        if assigned:
            self._push("end", conditional=True)
        elif first.kind == ruby.NAME and first.text == "gem":
            self._gem(statement)
        elif first.kind == ruby.NAME and first.text == "ruby":
            self._ruby(statement[1:])
        elif first.kind == ruby.NAME and first.text == "eval_gemfile":
            self.gemfile.included += [
                token.text for token in statement[1:] if token.kind == ruby.STRING and not token.dynamic
            ][:1]

    def _gem(self, statement: Sequence[Token]) -> None:
        arguments = list(statement[1:])
        if arguments and arguments[0].text == "(":
            arguments = arguments[1:]
        if not arguments or arguments[0].kind != ruby.STRING or arguments[0].dynamic:
            return
        requirement = ""
        if (
            len(arguments) > 2
            and arguments[1].text == ","
            and arguments[2].kind == ruby.STRING
            and not arguments[2].dynamic
        ):
            requirement = arguments[2].text
        groups = _option(arguments, "group") + _option(arguments, "groups")
        platforms = _option(arguments, "platform") + _option(arguments, "platforms")
        frame = self.frames[-1] if self.frames else _Frame("end")
        self.gemfile.gems.append(
            Gem(
                name=arguments[0].text,
                line=arguments[0].line,
                requirement=requirement,
                groups=frame.groups + tuple(_words_of(groups)),
                platforms=frame.platforms + tuple(_words_of(platforms)),
                conditional=frame.conditional or _modified(arguments) or bool(_option(arguments, "install_if")),
                optional=frame.optional,
            )
        )

    def _ruby(self, arguments: Sequence[Token]) -> None:
        file_option = _option(arguments, "file")
        if file_option and file_option[0].kind == ruby.STRING:
            self.gemfile.ruby_file = file_option[0].text
            return
        plain = [token.text for token in arguments if token.kind == ruby.STRING and not token.dynamic]
        if plain:
            self.gemfile.ruby = plain[0]


def _is_word(statement: Sequence[Token], text: str) -> bool:
    return bool(statement) and statement[-1].kind == ruby.PUNCTUATION and statement[-1].text == text


def _endless(statement: Sequence[Token]) -> bool:
    """True for `def name(…) = value`, which has no end."""
    depth = 0
    for token in statement[2:]:
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0 and token.kind == ruby.PUNCTUATION and token.text == "=":
            return True
    return False


def _modified(arguments: Sequence[Token]) -> bool:
    """True where `if …` or `unless …` follows on the line, or the value hangs on `? :`."""
    depth = 0
    for token in arguments:
        depth += (token.text in ("(", "[", "{")) - (token.text in (")", "]", "}"))
        if depth <= 0 and token.kind == ruby.NAME and token.text in _MODIFIERS:
            return True
    return False


def _option(arguments: Sequence[Token], name: str) -> list[Token]:
    """The tokens of an option's value, written as `name: value`, `:name => value` or `"name" => value`."""
    for index, token in enumerate(arguments):
        start = index + 1
        if token.kind == ruby.LABEL and token.text == name:
            pass
        elif (
            token.kind in (ruby.SYMBOL, ruby.STRING)
            and token.text == name
            and start < len(arguments)
            and arguments[start].text == "=>"
        ):
            start += 1
        else:
            continue
        depth, value = 0, []
        for following in arguments[start:]:
            if following.text in ("[", "(", "{") and following.kind == ruby.PUNCTUATION:
                depth += 1
            elif following.text in ("]", ")", "}") and following.kind == ruby.PUNCTUATION:
                depth -= 1
            if depth < 0 or (depth == 0 and (following.text == "," or following.text in _MODIFIERS)):
                break
            value.append(following)
        return value
    return []


def _words_of(arguments: Sequence[Token]) -> list[str]:
    """The symbols and strings of a list of names; what follows a label is an option, not a name."""
    found: list[str] = []
    for token in arguments:
        if token.kind == ruby.LABEL or token.text == "=>" or token.text in _MODIFIERS:
            break
        if token.kind in (ruby.SYMBOL, ruby.STRING) and not token.dynamic:
            found.append(token.text)
        elif token.kind == ruby.WORDS:
            found += token.text.split()
    return found


def _truthy(value: Sequence[Token]) -> bool:
    return bool(value) and value[0].text == "true"
