# SPDX-License-Identifier: MIT
"""An older host and a newer module, and the reverse: said clearly, and what both know works."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from autocoder.device import messages
from autocoder.device.messages import (
    PROTOCOL_OLDEST,
    PROTOCOL_VERSION,
    HelloRequest,
    ParameterDescribeRequest,
    ParameterDescribeResponse,
    ParameterGetRequest,
    ParameterGetResponse,
    ParameterSetRequest,
    ParameterSetResponse,
    SettingsSaveRequest,
    SettingsSaveResponse,
)
from autocoder.device.parameters import PARAMETERS
from autocoder.device.wire import Message
from link_peer import Handler, Peer, other_hello

Run = Callable[..., tuple[int, str, str]]
NEWER = PROTOCOL_VERSION + 1


def described(name: str, **fields: Any) -> ParameterDescribeResponse:
    usual = {"name": name, "maximum": 1.0, "in_preset": 1, "help": "new"}
    return ParameterDescribeResponse(**(usual | fields))


NEW_PARAMETERS = [described("mix"), described("sparkle", maximum=9.0, unit="dB"),
                  described("mode", maximum=1.0, whole=1, choices="filter,phaser")]


def parameters_module(parameters: list[ParameterDescribeResponse]
                      ) -> tuple[dict[Any, Handler], dict[Any, float]]:
    """Return the handlers of a module with these parameters, and what it holds."""
    values: dict[Any, float] = {}

    def put(request: ParameterSetRequest) -> ParameterSetResponse:
        values[request.bank, request.parameter] = request.value
        return ParameterSetResponse(request.value)

    return {
        ParameterDescribeRequest: lambda request: parameters[request.parameter],
        ParameterGetRequest: lambda request: ParameterGetResponse(
            values.get((request.bank, request.parameter), 0.0)),
        ParameterSetRequest: put,
        SettingsSaveRequest: lambda request: SettingsSaveResponse(),
    }, values


def test_a_newer_module_is_said_and_its_own_parameters_can_be_set(autocoder: Run) -> None:
    handlers, values = parameters_module(NEW_PARAMETERS)
    hello = other_hello(protocol=NEWER, firmware="7.0", parameters=len(NEW_PARAMETERS))
    with Peer(handlers, hello) as peer:
        code, out, err = autocoder("set", "sparkle=8.5", "mode=phaser", "b.latent_3=0.5", "--json",
                                   "--port", peer.port)
        assert code == 0 and json.loads(out) == {"sparkle": 8.5, "mode": "phaser", "b.latent_3": 0.5}
        assert "firmware 7.0 is newer" in err and "update autocoder" in err
        assert values == {(0, 1): 8.5, (0, 2): 1.0, (2, len(NEW_PARAMETERS) + 2): 0.5}
        assert len(peer.of(SettingsSaveRequest)) == 1
        _, out, _ = autocoder("get", "--json", "--port", peer.port)
        assert list(json.loads(out)) == ["mix", "sparkle", "mode"]
        code, _, err = autocoder("set", "sparkle=10", "--port", peer.port)
        assert code == 2 and "choose 0 to 9 dB" in err
        code, _, err = autocoder("set", "decay_s=1", "--port", peer.port)
        assert code == 2 and "no parameter of this module" in err


def test_an_older_module_is_said_and_what_it_knows_can_be_set(autocoder: Run,
                                                              monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("autocoder.device.client", "autocoder.device.messages"):
        monkeypatch.setattr(f"{place}.PROTOCOL_VERSION", NEWER)
    handlers, values = parameters_module(NEW_PARAMETERS[:1])
    with Peer(handlers, other_hello(parameters=1)) as peer:
        code, _, err = autocoder("set", "mix=0.5", "--port", peer.port)
        assert code == 0 and values == {(0, 0): 0.5}
        assert f"is older (protocol {PROTOCOL_VERSION})" in err and "update the firmware" in err
        code, _, err = autocoder("models", "--port", peer.port)  # which it does not know
        assert code == 2 and "unknown message" in err and "autocoder flash" in err


def test_equal_versions_say_nothing_and_ask_for_no_descriptions(autocoder: Run) -> None:
    handlers, _ = parameters_module([])
    with Peer(handlers) as peer:
        code, _, err = autocoder("get", "mix", "--port", peer.port)
        assert code == 0 and "note" not in err and not peer.of(ParameterDescribeRequest)
        assert peer.of(HelloRequest) == [HelloRequest(PROTOCOL_VERSION, PROTOCOL_OLDEST)]


def test_a_module_with_more_parameters_of_the_same_protocol_describes_them(autocoder: Run) -> None:
    more = [*(described(each.name, maximum=each.maximum) for each in PARAMETERS), described("sparkle")]
    handlers, values = parameters_module(more)
    with Peer(handlers, other_hello(parameters=len(more))) as peer:
        assert autocoder("set", "sparkle=1", "--port", peer.port)[0] == 0
        assert values == {(0, len(PARAMETERS)): 1.0}


@pytest.mark.parametrize(("fields", "said"), [
    ({"oldest": NEWER, "protocol": NEWER + 3}, "update autocoder"),
    ({"oldest": 0, "protocol": PROTOCOL_OLDEST - 1}, "update the firmware"),
])
def test_sides_that_share_nothing_say_which_to_update(autocoder: Run, fields: dict[str, int], said: str
                                                      ) -> None:
    with Peer(hello=other_hello(**fields)) as peer:
        code, out, err = autocoder("get", "--port", peer.port)
        assert (code, out) == (2, "") and "too old" in err and said in err
        code, out, _ = autocoder("models", "--port", peer.port)
        assert code == 2 and len(peer.heard) == 2  # nothing but the greetings


MESSAGES = [each for each in vars(messages).values()
            if isinstance(each, type) and issubclass(each, Message) and each.__module__ == messages.__name__]


@pytest.mark.parametrize("kind", MESSAGES, ids=lambda each: each.__name__)
def test_messages_read_what_an_older_and_a_newer_side_sends(kind: type[Message]) -> None:
    """Fields that are missing at the end are zero; what comes after the last is ignored."""
    whole = kind()
    assert kind.unpack(b"") == whole
    if "bytes" not in kind.KINDS:
        assert kind.unpack(whole.pack() + b"\x07" * 9) == whole
