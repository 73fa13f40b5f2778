# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest

from tests.lab.cli import parse, parser
from tests.lab.hosts import Wanted


def test_a_host_without_release_is_bookworm() -> None:
    assert parser().parse_args(["up", "db1", "db2:sid"]).hosts == [Wanted("db1", "bookworm"), Wanted("db2", "sid")]


@pytest.mark.parametrize("line", [["--name", "demo", "down"], ["down", "--name", "demo"]])
def test_the_labs_name_may_stand_before_or_after_the_command(line: list[str]) -> None:
    assert parser().parse_args(line).name == "demo"


@pytest.mark.parametrize("line", [["--name", "demo", "kubernetes", "up"], ["kubernetes", "up", "--name", "demo"]])
def test_also_for_commands_of_two_words(line: list[str]) -> None:
    assert parser().parse_args(line).name == "demo"


def test_without_a_name_the_lab_is_the_default_one() -> None:
    assert parser().parse_args(["status"]).name == "default"


def test_fresh_alone_means_all_that_are_named() -> None:
    assert parser().parse_args(["up", "a", "b", "--fresh"]).fresh == ["*"]


def test_fresh_takes_one_host_and_may_be_repeated() -> None:
    options = parser().parse_args(["up", "a", "b", "--fresh", "a", "--fresh", "b"])
    assert options.fresh == ["a", "b"]


def test_the_words_of_a_command_are_left_alone() -> None:
    assert parser().parse_args(["ssh", "db1", "ls", "-l", "--name"]).words == ["ls", "-l", "--name"]
    assert parser().parse_args(["pod", "--namespace", "shop", "db1", "curl", "-s"]).words == ["curl", "-s"]


def test_all_that_follows_kubectl_is_kubectls() -> None:
    options = parse(["--name", "demo", "kubectl", "--kubeconfig=x", "get", "pods", "--", "--name"])
    assert options.name == "demo"
    assert options.words == ["--kubeconfig=x", "get", "pods", "--", "--name"]
    assert parse(["--name=demo", "kubectl"]).words == []


@pytest.mark.parametrize("bad", ["Web1", "1a", "a_b", "-a", "a-", "a" * 31, "db1:buster", ":sid", ""])
def test_what_is_no_host_is_refused(bad: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser().parse_args(["up", "--", bad])
    assert "argument HOST" in capsys.readouterr().err
