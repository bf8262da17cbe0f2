# SPDX-License-Identifier: MIT
"""Address patterns: every sign of the specification, and none that takes long."""

from fnmatch import fnmatchcase

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autocoder.errors import InputError
from autocoder.osc.patterns import LONGEST, fitting, is_pattern

NAMES = ("/load", "/load/encoder", "/load/decoder", "/latent/1", "/latent/2", "/latent/12", "/deep",
         "/a/b/deep")


@pytest.mark.parametrize(("pattern", "wanted"), [
    ("/latent/*", ["/latent/1", "/latent/2", "/latent/12"]),
    ("/latent/?", ["/latent/1", "/latent/2"]),
    ("/latent/[1-3]", ["/latent/1", "/latent/2"]),
    ("/latent/[!1]", ["/latent/2"]),
    ("/latent/[12]*", ["/latent/1", "/latent/2", "/latent/12"]),
    ("/latent/[-2]", ["/latent/2"]),
    ("/load/{en,de}coder", ["/load/encoder", "/load/decoder"]),
    ("/{load,deep}", ["/load", "/deep"]),
    ("/*", ["/load", "/deep"]),
    ("/*/*", ["/load/encoder", "/load/decoder", "/latent/1", "/latent/2", "/latent/12"]),
    ("/l*t/1*", ["/latent/1", "/latent/12"]),
    ("//deep", ["/deep", "/a/b/deep"]),
    ("/a//deep", ["/a/b/deep"]),
    ("/lo[a]d", ["/load"]),
], ids=str)
def test_a_pattern_means_these_addresses(pattern: str, wanted: list[str]) -> None:
    assert is_pattern(pattern)
    assert fitting(pattern, NAMES) == wanted


@pytest.mark.parametrize("pattern", ["/nothing*", "/load?", "/?load", "/latent[/]1", "/load/", "/LOAD*"])
def test_a_pattern_that_fits_nothing_is_an_error(pattern: str) -> None:
    with pytest.raises(InputError, match=r"fits no address|without its partner"):
        fitting(pattern, NAMES)


@pytest.mark.parametrize("pattern", ["/latent/[1", "/latent/1]", "/{load", "/load}"])
def test_a_bracket_without_its_partner_is_an_error(pattern: str) -> None:
    with pytest.raises(InputError, match="without its partner"):
        fitting(pattern, NAMES)


def test_a_name_is_no_pattern() -> None:
    assert not any(is_pattern(each) for each in NAMES)


@settings(max_examples=300, deadline=None)
@given(st.text("ab*?", max_size=8), st.text("ab", min_size=1, max_size=8))
def test_stars_and_question_marks_are_those_of_the_shell(pattern: str, name: str) -> None:
    try:
        found = fitting(f"/{pattern}*", (f"/{name}",))
    except InputError:
        found = []
    assert bool(found) == fnmatchcase(name, f"{pattern}*")


def test_a_pattern_of_many_stars_ends() -> None:
    """A regular expression made of this one takes hours."""
    with pytest.raises(InputError, match="fits no address"):
        fitting("/" + "*a" * 25 + "b", ("/" + "a" * 60,))


def test_a_pattern_has_a_longest_length() -> None:
    with pytest.raises(InputError, match=f"at most {LONGEST}"):
        fitting("/" + "?" * LONGEST, NAMES)
