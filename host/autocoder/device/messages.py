# SPDX-License-Identifier: MIT
"""The messages of the link. Written by `make generated` from firmware/link/messages.toml; do not edit."""

from dataclasses import dataclass
from typing import Any

from autocoder.device.wire import Message, Request

PROTOCOL_VERSION = 2
PROTOCOL_OLDEST = 1  # that this side still understands
PAYLOAD_BYTES = 2064  # of a message, at most

# Why a request was refused, by number.
STATUSES = (
    "ok",
    "truncated",
    "bad identifier",
    "bad offset",
    "unsupported version",
    "unsupported operator",
    "bad shape",
    "bad type",
    "bad quantization",
    "too large",
    "bad transform size",
    "self-test failed",
    "bad parameter",
    "unknown message",
    "bad message",
    "unknown slot",
    "not found",
    "busy",
    "store full",
    "store failed",
    "no store",
    "bad hash",
    "no upload",
    "wrong offset",
    "bad checksum",
    "bad signature",
    "not signed",
    "bad calibration",
    "not supported",
)


@dataclass(frozen=True)
class HelloResponse(Message):
    """Answers HelloRequest."""

    KINDS = ("u16", "u16", "text", "text", "text", "u8", "u8", "u16", "u16", "u32", "u32", "u32", "u16")
    protocol: int = 0
    oldest: int = 0
    firmware: str = ""
    board: str = ""
    decoder: str = ""
    slots: int = 0
    presets: int = 0
    parameters: int = 0
    payload_bytes: int = 0
    window_bytes: int = 0
    model_bytes: int = 0
    sample_rate_hz: int = 0
    block_samples: int = 0


@dataclass(frozen=True)
class HelloRequest(Request[HelloResponse]):
    """Who is there, and what both sides understand."""

    NUMBER = 1
    KINDS = ("u16", "u16")
    protocol: int = 0
    oldest: int = 0

    def answer(self, payload: bytes) -> HelloResponse:
        return HelloResponse.unpack(payload)


@dataclass(frozen=True)
class ParameterDescribeResponse(Message):
    """Answers ParameterDescribeRequest."""

    KINDS = ("text", "text", "f32", "f32", "f32", "u8", "u8", "u8", "text", "text")
    name: str = ""
    unit: str = ""
    minimum: float = 0.0
    maximum: float = 0.0
    initial: float = 0.0
    is_switch: int = 0
    whole: int = 0
    in_preset: int = 0
    choices: str = ""
    help: str = ""


@dataclass(frozen=True)
class ParameterDescribeRequest(Request[ParameterDescribeResponse]):
    """One of the module's parameters by its number."""

    NUMBER = 2
    KINDS = ("u16",)
    parameter: int = 0

    def answer(self, payload: bytes) -> ParameterDescribeResponse:
        return ParameterDescribeResponse.unpack(payload)


@dataclass(frozen=True)
class ParameterGetResponse(Message):
    """Answers ParameterGetRequest."""

    KINDS = ("f32",)
    value: float = 0.0


@dataclass(frozen=True)
class ParameterGetRequest(Request[ParameterGetResponse]):
    """A value; numbers from hello's `parameters` on are the latents of a preset."""

    NUMBER = 3
    KINDS = ("u8", "u16")
    bank: int = 0
    parameter: int = 0

    def answer(self, payload: bytes) -> ParameterGetResponse:
        return ParameterGetResponse.unpack(payload)


@dataclass(frozen=True)
class ParameterSetResponse(Message):
    """Answers ParameterSetRequest."""

    KINDS = ("f32",)
    value: float = 0.0


@dataclass(frozen=True)
class ParameterSetRequest(Request[ParameterSetResponse]):
    """A value, brought into its range."""

    NUMBER = 4
    KINDS = ("u8", "u16", "f32")
    bank: int = 0
    parameter: int = 0
    value: float = 0.0

    def answer(self, payload: bytes) -> ParameterSetResponse:
        return ParameterSetResponse.unpack(payload)


@dataclass(frozen=True)
class SettingsSaveResponse(Message):
    """Answers SettingsSaveRequest."""

    KINDS = ()


@dataclass(frozen=True)
class SettingsSaveRequest(Request[SettingsSaveResponse]):
    """Keep all parameters, of the panel and of both presets, for the next start."""

    NUMBER = 5
    KINDS = ()

    def answer(self, payload: bytes) -> SettingsSaveResponse:
        return SettingsSaveResponse.unpack(payload)


@dataclass(frozen=True)
class PresetInfoResponse(Message):
    """Answers PresetInfoRequest."""

    KINDS = ("u8", "text")
    used: int = 0
    name: str = ""


@dataclass(frozen=True)
class PresetInfoRequest(Request[PresetInfoResponse]):
    """What is stored under a number from 0 on."""

    NUMBER = 6
    KINDS = ("u8",)
    number: int = 0

    def answer(self, payload: bytes) -> PresetInfoResponse:
        return PresetInfoResponse.unpack(payload)


@dataclass(frozen=True)
class PresetSaveResponse(Message):
    """Answers PresetSaveRequest."""

    KINDS = ()


@dataclass(frozen=True)
class PresetSaveRequest(Request[PresetSaveResponse]):
    """Store a bank, the panel with its latents as they are, under a number."""

    NUMBER = 7
    KINDS = ("u8", "u8", "text")
    number: int = 0
    bank: int = 0
    name: str = ""

    def answer(self, payload: bytes) -> PresetSaveResponse:
        return PresetSaveResponse.unpack(payload)


@dataclass(frozen=True)
class PresetRecallResponse(Message):
    """Answers PresetRecallRequest."""

    KINDS = ()


@dataclass(frozen=True)
class PresetRecallRequest(Request[PresetRecallResponse]):
    """Take what is stored under a number into a bank."""

    NUMBER = 8
    KINDS = ("u8", "u8")
    number: int = 0
    bank: int = 0

    def answer(self, payload: bytes) -> PresetRecallResponse:
        return PresetRecallResponse.unpack(payload)


@dataclass(frozen=True)
class PresetDeleteResponse(Message):
    """Answers PresetDeleteRequest."""

    KINDS = ()


@dataclass(frozen=True)
class PresetDeleteRequest(Request[PresetDeleteResponse]):
    """Forget what is stored under a number."""

    NUMBER = 9
    KINDS = ("u8",)
    number: int = 0

    def answer(self, payload: bytes) -> PresetDeleteResponse:
        return PresetDeleteResponse.unpack(payload)


@dataclass(frozen=True)
class PresetReadResponse(Message):
    """Answers PresetReadRequest."""

    KINDS = ("text", "bytes")
    name: str = ""
    values: bytes = b""


@dataclass(frozen=True)
class PresetReadRequest(Request[PresetReadResponse]):
    """A stored preset: parameters by number, then latents."""

    NUMBER = 10
    KINDS = ("u8",)
    number: int = 0

    def answer(self, payload: bytes) -> PresetReadResponse:
        return PresetReadResponse.unpack(payload)


@dataclass(frozen=True)
class PresetWriteResponse(Message):
    """Answers PresetWriteRequest."""

    KINDS = ()


@dataclass(frozen=True)
class PresetWriteRequest(Request[PresetWriteResponse]):
    """Store a preset that was read."""

    NUMBER = 11
    KINDS = ("u8", "text", "bytes")
    number: int = 0
    name: str = ""
    values: bytes = b""

    def answer(self, payload: bytes) -> PresetWriteResponse:
        return PresetWriteResponse.unpack(payload)


@dataclass(frozen=True)
class ControlsReadResponse(Message):
    """Answers ControlsReadRequest."""

    KINDS = ("u16[16]",)
    counts: tuple[int, ...] = (0,) * 16


@dataclass(frozen=True)
class ControlsReadRequest(Request[ControlsReadResponse]):
    """Mean counts of the converters: knobs, then CVs."""

    NUMBER = 12
    KINDS = ()

    def answer(self, payload: bytes) -> ControlsReadResponse:
        return ControlsReadResponse.unpack(payload)


@dataclass(frozen=True)
class CalibrationGetResponse(Message):
    """Answers CalibrationGetRequest."""

    KINDS = ("i32", "i32")
    low_counts: int = 0
    high_counts: int = 0


@dataclass(frozen=True)
class CalibrationGetRequest(Request[CalibrationGetResponse]):
    """Where a channel's converter stands at both ends: knobs, then CVs at 0 V and +5 V."""

    NUMBER = 13
    KINDS = ("u8",)
    channel: int = 0

    def answer(self, payload: bytes) -> CalibrationGetResponse:
        return CalibrationGetResponse.unpack(payload)


@dataclass(frozen=True)
class CalibrationSetResponse(Message):
    """Answers CalibrationSetRequest."""

    KINDS = ()


@dataclass(frozen=True)
class CalibrationSetRequest(Request[CalibrationSetResponse]):
    """Another calibration of a channel, kept from now on."""

    NUMBER = 14
    KINDS = ("u8", "i32", "i32")
    channel: int = 0
    low_counts: int = 0
    high_counts: int = 0

    def answer(self, payload: bytes) -> CalibrationSetResponse:
        return CalibrationSetResponse.unpack(payload)


@dataclass(frozen=True)
class ModelInfoResponse(Message):
    """Answers ModelInfoRequest."""

    KINDS = ("u8", "u8", "text", "f32", "u32", "u32", "u8[32]")
    state: int = 0
    is_signed: int = 0
    name: str = ""
    gain: float = 0.0
    decoder_crc32: int = 0
    size_bytes: int = 0
    hash: bytes = bytes(32)


@dataclass(frozen=True)
class ModelInfoRequest(Request[ModelInfoResponse]):
    """What a slot holds: nothing, a model that is built in, or one that was stored."""

    NUMBER = 15
    KINDS = ("u8",)
    slot: int = 0

    def answer(self, payload: bytes) -> ModelInfoResponse:
        return ModelInfoResponse.unpack(payload)


@dataclass(frozen=True)
class ModelBeginResponse(Message):
    """Answers ModelBeginRequest."""

    KINDS = ("u8", "u32")
    present: int = 0
    offset: int = 0


@dataclass(frozen=True)
class ModelBeginRequest(Request[ModelBeginResponse]):
    """A bundle for a slot is to come; says from where on, or that the slot holds it already."""

    NUMBER = 16
    KINDS = ("u8", "u32", "u8[32]")
    slot: int = 0
    size_bytes: int = 0
    hash: bytes = bytes(32)

    def answer(self, payload: bytes) -> ModelBeginResponse:
        return ModelBeginResponse.unpack(payload)


@dataclass(frozen=True)
class ModelWriteResponse(Message):
    """Answers ModelWriteRequest."""

    KINDS = ("u32",)
    next: int = 0


@dataclass(frozen=True)
class ModelWriteRequest(Request[ModelWriteResponse]):
    """The next piece of the bundle."""

    NUMBER = 17
    KINDS = ("u32", "bytes")
    offset: int = 0
    data: bytes = b""

    def answer(self, payload: bytes) -> ModelWriteResponse:
        return ModelWriteResponse.unpack(payload)


@dataclass(frozen=True)
class ModelCommitResponse(Message):
    """Answers ModelCommitRequest."""

    KINDS = ()


@dataclass(frozen=True)
class ModelCommitRequest(Request[ModelCommitResponse]):
    """Check the bundle, keep it and play it; busy until that is done."""

    NUMBER = 18
    KINDS = ("u8", "u8[32]")
    slot: int = 0
    hash: bytes = bytes(32)

    def answer(self, payload: bytes) -> ModelCommitResponse:
        return ModelCommitResponse.unpack(payload)


@dataclass(frozen=True)
class ModelAbortResponse(Message):
    """Answers ModelAbortRequest."""

    KINDS = ()


@dataclass(frozen=True)
class ModelAbortRequest(Request[ModelAbortResponse]):
    """Forget what has come of a bundle."""

    NUMBER = 19
    KINDS = ()

    def answer(self, payload: bytes) -> ModelAbortResponse:
        return ModelAbortResponse.unpack(payload)


@dataclass(frozen=True)
class ModelReadResponse(Message):
    """Answers ModelReadRequest."""

    KINDS = ("bytes",)
    data: bytes = b""


@dataclass(frozen=True)
class ModelReadRequest(Request[ModelReadResponse]):
    """A piece of a stored bundle."""

    NUMBER = 20
    KINDS = ("u8", "u32", "u16")
    slot: int = 0
    offset: int = 0
    count: int = 0

    def answer(self, payload: bytes) -> ModelReadResponse:
        return ModelReadResponse.unpack(payload)


@dataclass(frozen=True)
class ModelDeleteResponse(Message):
    """Answers ModelDeleteRequest."""

    KINDS = ()


@dataclass(frozen=True)
class ModelDeleteRequest(Request[ModelDeleteResponse]):
    """Forget a stored model; the one that is built in plays again."""

    NUMBER = 21
    KINDS = ("u8",)
    slot: int = 0

    def answer(self, payload: bytes) -> ModelDeleteResponse:
        return ModelDeleteResponse.unpack(payload)


@dataclass(frozen=True)
class DecodeResponse(Message):
    """Answers DecodeRequest."""

    KINDS = ("bytes",)
    mel: bytes = b""


@dataclass(frozen=True)
class DecodeRequest(Request[DecodeResponse]):
    """The int8 mel frame of int8 latents."""

    NUMBER = 22
    KINDS = ("u8", "i8[8]")
    slot: int = 0
    latents: tuple[int, ...] = (0,) * 8

    def answer(self, payload: bytes) -> DecodeResponse:
        return DecodeResponse.unpack(payload)


@dataclass(frozen=True)
class SpectrumResponse(Message):
    """Answers SpectrumRequest."""

    KINDS = ("bytes",)
    amplitudes: bytes = b""


@dataclass(frozen=True)
class SpectrumRequest(Request[SpectrumResponse]):
    """A stretch of the linear amplitudes, f32 each, of int8 latents."""

    NUMBER = 23
    KINDS = ("u8", "i8[8]", "u16", "u16")
    slot: int = 0
    latents: tuple[int, ...] = (0,) * 8
    first_bin: int = 0
    bins: int = 0

    def answer(self, payload: bytes) -> SpectrumResponse:
        return SpectrumResponse.unpack(payload)


@dataclass(frozen=True)
class SelfTestResponse(Message):
    """Answers SelfTestRequest."""

    KINDS = ("u8", "u8", "u8", "u8")
    models: int = 0
    store: int = 0
    failed: int = 0
    safe_mode: int = 0


@dataclass(frozen=True)
class SelfTestRequest(Request[SelfTestResponse]):
    """What the module finds of itself: a bit for each slot that decodes its golden vectors, whether
    the store can be written, a bit for what failed at power-up (1 memory, 2 codec, 4 converters, 8
    store, 16 decoder), and whether it is in safe mode.
    """

    NUMBER = 24
    KINDS = ()

    def answer(self, payload: bytes) -> SelfTestResponse:
        return SelfTestResponse.unpack(payload)


@dataclass(frozen=True)
class MetersResponse(Message):
    """Answers MetersRequest."""

    KINDS = ("u16[8]", "f32[2]", "f32[2]", "f32", "f32", "f32", "u32", "u32", "u8")
    latents: tuple[int, ...] = (0,) * 8
    input_peak: tuple[float, ...] = (0.0,) * 2
    output_peak: tuple[float, ...] = (0.0,) * 2
    load: float = 0.0
    worst_load: float = 0.0
    loop_load: float = 0.0
    overruns: int = 0
    blocks: int = 0
    mode: int = 0


@dataclass(frozen=True)
class MetersRequest(Request[MetersResponse]):
    """What moves: positions of the latents, peaks since the last time, shares of the time."""

    NUMBER = 25
    KINDS = ()

    def answer(self, payload: bytes) -> MetersResponse:
        return MetersResponse.unpack(payload)


@dataclass(frozen=True)
class StatisticsResponse(Message):
    """Answers StatisticsRequest."""

    KINDS = ("u32", "u32", "f32", "f32", "f32", "u32", "u32", "u32", "u32", "u32", "u32", "u32", "u32")
    blocks: int = 0
    overruns: int = 0
    load: float = 0.0
    worst_load: float = 0.0
    loop_load: float = 0.0
    link_frames: int = 0
    link_errors: int = 0
    store_bytes: int = 0
    store_used: int = 0
    flash_blocks: int = 0
    flash_erases: int = 0
    ram_bytes: int = 0
    external_ram_bytes: int = 0


@dataclass(frozen=True)
class StatisticsRequest(Request[StatisticsResponse]):
    """The budget as measured since the start, and what the store holds."""

    NUMBER = 26
    KINDS = ()

    def answer(self, payload: bytes) -> StatisticsResponse:
        return StatisticsResponse.unpack(payload)


@dataclass(frozen=True)
class LogResponse(Message):
    """Answers LogRequest."""

    KINDS = ("u32", "bytes")
    position: int = 0
    text: bytes = b""


@dataclass(frozen=True)
class LogRequest(Request[LogResponse]):
    """Lines that the module has written, from a position on."""

    NUMBER = 27
    KINDS = ("u32",)
    position: int = 0

    def answer(self, payload: bytes) -> LogResponse:
        return LogResponse.unpack(payload)


@dataclass(frozen=True)
class KeyGetResponse(Message):
    """Answers KeyGetRequest."""

    KINDS = ("u8[32]",)
    key: bytes = bytes(32)


@dataclass(frozen=True)
class KeyGetRequest(Request[KeyGetResponse]):
    """The public key that models must be signed with; all zero takes any model."""

    NUMBER = 28
    KINDS = ()

    def answer(self, payload: bytes) -> KeyGetResponse:
        return KeyGetResponse.unpack(payload)


@dataclass(frozen=True)
class KeySetResponse(Message):
    """Answers KeySetRequest."""

    KINDS = ()


@dataclass(frozen=True)
class KeySetRequest(Request[KeySetResponse]):
    """Another such key."""

    NUMBER = 29
    KINDS = ("u8[32]",)
    key: bytes = bytes(32)

    def answer(self, payload: bytes) -> KeySetResponse:
        return KeySetResponse.unpack(payload)


@dataclass(frozen=True)
class FactoryResetResponse(Message):
    """Answers FactoryResetRequest."""

    KINDS = ()


@dataclass(frozen=True)
class FactoryResetRequest(Request[FactoryResetResponse]):
    """Forget models, presets, calibration and settings; `confirm` is 0x52455345."""

    NUMBER = 30
    KINDS = ("u32",)
    confirm: int = 0

    def answer(self, payload: bytes) -> FactoryResetResponse:
        return FactoryResetResponse.unpack(payload)


@dataclass(frozen=True)
class RebootResponse(Message):
    """Answers RebootRequest."""

    KINDS = ()


@dataclass(frozen=True)
class RebootRequest(Request[RebootResponse]):
    """Start again; into the bootloader with 1."""

    NUMBER = 31
    KINDS = ("u8",)
    bootloader: int = 0

    def answer(self, payload: bytes) -> RebootResponse:
        return RebootResponse.unpack(payload)

# By number, from 1 on.
MESSAGES: tuple[tuple[type[Request[Any]], type[Message]], ...] = (
    (HelloRequest, HelloResponse),
    (ParameterDescribeRequest, ParameterDescribeResponse),
    (ParameterGetRequest, ParameterGetResponse),
    (ParameterSetRequest, ParameterSetResponse),
    (SettingsSaveRequest, SettingsSaveResponse),
    (PresetInfoRequest, PresetInfoResponse),
    (PresetSaveRequest, PresetSaveResponse),
    (PresetRecallRequest, PresetRecallResponse),
    (PresetDeleteRequest, PresetDeleteResponse),
    (PresetReadRequest, PresetReadResponse),
    (PresetWriteRequest, PresetWriteResponse),
    (ControlsReadRequest, ControlsReadResponse),
    (CalibrationGetRequest, CalibrationGetResponse),
    (CalibrationSetRequest, CalibrationSetResponse),
    (ModelInfoRequest, ModelInfoResponse),
    (ModelBeginRequest, ModelBeginResponse),
    (ModelWriteRequest, ModelWriteResponse),
    (ModelCommitRequest, ModelCommitResponse),
    (ModelAbortRequest, ModelAbortResponse),
    (ModelReadRequest, ModelReadResponse),
    (ModelDeleteRequest, ModelDeleteResponse),
    (DecodeRequest, DecodeResponse),
    (SpectrumRequest, SpectrumResponse),
    (SelfTestRequest, SelfTestResponse),
    (MetersRequest, MetersResponse),
    (StatisticsRequest, StatisticsResponse),
    (LogRequest, LogResponse),
    (KeyGetRequest, KeyGetResponse),
    (KeySetRequest, KeySetResponse),
    (FactoryResetRequest, FactoryResetResponse),
    (RebootRequest, RebootResponse),
)
