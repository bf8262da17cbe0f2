# SPDX-License-Identifier: MIT
"""`autocoder verify`: right on the emulated module, and what it says of one that computes something else."""

import json
import zlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from autocoder.device.client import Module
from autocoder.device.live import LiveModule
from autocoder.device.messages import (
    DecodeRequest,
    DecodeResponse,
    ModelInfoRequest,
    ModelInfoResponse,
    SelfTestRequest,
    SelfTestResponse,
    SpectrumRequest,
    SpectrumResponse,
    StatisticsRequest,
    StatisticsResponse,
)
from autocoder.reference import expected
from autocoder.reference.expected import RANDOM_VECTORS, expected_of_folder
from autocoder.spec import GOLDEN_VECTORS, SPECTRUM_BINS
from autocoder.vae.model import DECODER_INT8
from link_peer import Handler, Peer
from synth_model import STRINGS

Ask = Callable[..., Any]
Run = Callable[..., tuple[int, str, str]]
METAL = STRINGS.parent / "metal"


def test_the_module_is_right(ask: Ask) -> None:
    found = ask("verify", STRINGS)
    assert found["right"] and found["differences"] == []
    assert found["vectors"] == GOLDEN_VECTORS + RANDOM_VECTORS and found["wrong_bytes"] == 0
    assert found["spectra"] > 0 and found["worst_db"] <= 0.01
    assert found["slots"] == [0] and 0 in found["self_tested"] and found["store"]
    budget = found["budget"]
    assert 0.0 < budget["load"] <= budget["worst_load"] < 1.0 and budget["overruns"] == 0
    assert budget["ram_bytes"] > 0 and budget["store_bytes"] > 0


def test_without_a_model_everything_that_it_holds_is_compared(ask: Ask, autocoder: Run, live: LiveModule
                                                              ) -> None:
    ask("upload", METAL, "--slot", 2)
    code, out, err = autocoder("verify", "--port", live.port)
    assert (code, out) == (0, "") and "0 values wrong" in err and "budget: worst load" in err
    found = ask("verify")
    assert found["slots"] == [0, 2] and found["self_tested"] == [0, 2]
    assert found["vectors"] == 2 * (GOLDEN_VECTORS + RANDOM_VECTORS)
    assert ask("verify", METAL)["slots"] == [2]
    ask("delete", 2)


def test_a_bundle_can_be_named_instead_of_its_folder(ask: Ask, autocoder: Run, tmp_path: Any) -> None:
    assert autocoder("bundle", STRINGS, "-o", tmp_path / "strings.acb")[0] == 0
    assert ask("verify", tmp_path / "strings.acb")["slots"] == [0]


def test_the_light_install_compares_the_golden_vectors(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expected, "has_runtime", lambda: False)
    assert ask("verify", STRINGS)["vectors"] == GOLDEN_VECTORS


def right_module() -> dict[Any, Handler]:
    """Return handlers of a module that holds strings and computes all as it should, on the host."""
    from autocoder.vae.quantize import run_int8

    decoder = (STRINGS / DECODER_INT8).read_bytes()
    rows = expected_of_folder(STRINGS, 48_000)

    def mel(latents: tuple[int, ...]) -> Any:
        return run_int8(decoder, np.array([latents], dtype=np.int8))[0]

    def spectrum(request: SpectrumRequest) -> SpectrumResponse:
        stretch = rows.spectrum(mel(request.latents))[request.first_bin:][:request.bins]
        return SpectrumResponse(stretch.astype("<f4").tobytes())

    def info(request: ModelInfoRequest) -> ModelInfoResponse:
        if request.slot:
            return ModelInfoResponse()
        return ModelInfoResponse(1, 0, "strings", 1.0, zlib.crc32(decoder))

    return {ModelInfoRequest: info, SpectrumRequest: spectrum,
            DecodeRequest: lambda request: DecodeResponse(mel(request.latents).tobytes()),
            SelfTestRequest: lambda request: SelfTestResponse(1, 1),
            StatisticsRequest: lambda request: StatisticsResponse()}


def wrong_once(handler: Handler, at: int, change: Callable[[Any], Any]) -> Handler:
    """Return a handler whose answer number `at` is changed."""
    count = iter(range(10**6))
    return lambda request: change(handler(request)) if next(count) == at else handler(request)


def flipped_value(answer: DecodeResponse) -> DecodeResponse:
    return DecodeResponse(bytes([answer.mel[0] ^ 1]) + answer.mel[1:])


def louder_bin(answer: SpectrumResponse) -> SpectrumResponse:
    values = np.frombuffer(answer.amplitudes, dtype="<f4").copy()
    values[7] *= np.float32(10 ** (0.02 / 20.0))
    return SpectrumResponse(values.tobytes())


def nan_bin(answer: SpectrumResponse) -> SpectrumResponse:
    return SpectrumResponse(np.full(len(answer.amplitudes) // 4, np.nan, dtype="<f4").tobytes())


FAULTS: dict[str, tuple[Any, Callable[[Handler], Handler], str]] = {
    "one value of a golden frame": (
        DecodeRequest, lambda handler: wrong_once(handler, 3, flipped_value), "1 of 256 values differ"),
    "one value of the last random frame": (
        DecodeRequest,
        lambda handler: wrong_once(handler, GOLDEN_VECTORS + RANDOM_VECTORS - 1, flipped_value),
        "1 of 256 values differ"),
    "a short frame": (DecodeRequest, lambda handler: wrong_once(
        handler, 0, lambda answer: DecodeResponse(answer.mel[:-1])), "256 of 256 values differ"),
    "a bin that is 0.02 dB off": (
        SpectrumRequest, lambda handler: wrong_once(handler, 4, louder_bin), "0.020 dB off"),
    "bins that are no numbers": (
        SpectrumRequest, lambda handler: wrong_once(handler, 0, nan_bin), f"finite bins of {SPECTRUM_BINS}"),
    "a short spectrum": (SpectrumRequest, lambda handler: wrong_once(
        handler, 2, lambda answer: SpectrumResponse(answer.amplitudes[:-4])), f"bins of {SPECTRUM_BINS}"),
    "its own golden vectors": (
        SelfTestRequest, lambda handler: lambda request: SelfTestResponse(0, 1), "golden vectors"),
    "its store": (SelfTestRequest, lambda handler: lambda request: SelfTestResponse(1, 0), "store"),
    "its memory": (SelfTestRequest, lambda handler: lambda request: SelfTestResponse(1, 1, 1), "memory: "),
    "its codec": (SelfTestRequest, lambda handler: lambda request: SelfTestResponse(1, 1, 2), "codec: "),
    "its converters": (
        SelfTestRequest, lambda handler: lambda request: SelfTestResponse(1, 1, 4), "converters: "),
    "its store at the start": (
        SelfTestRequest, lambda handler: lambda request: SelfTestResponse(1, 1, 8), "store: "),
    "a decoder at the start": (
        SelfTestRequest, lambda handler: lambda request: SelfTestResponse(1, 1, 16), "decoder: "),
    "another decoder": (ModelInfoRequest, lambda handler: lambda request: replace(
        handler(request), decoder_crc32=7), "another model"),
}


def test_the_fault_free_module_of_the_next_test_is_right(autocoder: Run) -> None:
    with Peer(right_module()) as peer:
        code, _, err = autocoder("verify", STRINGS, "--port", peer.port)
        assert code == 0, err


@pytest.mark.parametrize("fault", FAULTS)
def test_any_difference_is_told_and_fails(autocoder: Run, fault: str) -> None:
    kind, change, reason = FAULTS[fault]
    handlers = right_module()
    handlers[kind] = change(handlers[kind])
    with Peer(handlers) as peer:
        code, out, err = autocoder("verify", STRINGS, "--port", peer.port, "--json")
    assert code == 2 and reason in err.splitlines()[-1], err
    found = json.loads(out)
    assert not found["right"] and any(reason in each for each in found["differences"])


def test_all_that_failed_at_power_up_is_listed(autocoder: Run) -> None:
    handlers = right_module() | {SelfTestRequest: lambda request: SelfTestResponse(1, 1, 0b10110)}
    with Peer(handlers) as peer:
        code, out, err = autocoder("verify", STRINGS, "--port", peer.port, "--json")
        assert (code, json.loads(out)["failed"]) == (2, ["codec", "converters", "decoder"])
        assert "(and 2 more" in err
        assert "failed: codec" in autocoder("verify", STRINGS, "--port", peer.port)[2]


def test_in_safe_mode_a_store_that_is_left_alone_is_no_difference(autocoder: Run) -> None:
    handlers = right_module() | {SelfTestRequest: lambda request: SelfTestResponse(1, 0, 0, 1)}
    with Peer(handlers) as peer:
        code, _, err = autocoder("verify", STRINGS, "--port", peer.port)
        assert code == 0 and "safe mode" in err


def test_decode_refuses_slots_that_hold_nothing(live: LiveModule) -> None:
    from autocoder.device.refusals import RefusedError

    with Module(live.port) as module:
        for slot in (1, 200):
            with pytest.raises(RefusedError):
                module.ask(DecodeRequest(slot, (0,) * 8))
