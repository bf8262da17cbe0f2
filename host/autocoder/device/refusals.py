# SPDX-License-Identifier: MIT
"""What a module refuses, as a sentence: the thing that was asked for, the reason, and what to do about it."""

from typing import Any

from autocoder.device.controls import COLUMNS
from autocoder.device.messages import (
    CalibrationSetRequest,
    HelloResponse,
    ModelBeginRequest,
    ParameterGetRequest,
    ParameterSetRequest,
    PresetDeleteRequest,
    PresetInfoRequest,
    PresetReadRequest,
    PresetRecallRequest,
    PresetSaveRequest,
    PresetWriteRequest,
)
from autocoder.device.parameters import PARAMETERS
from autocoder.device.settings import BANKS, LATENTS_OF_PRESET
from autocoder.device.wire import Request
from autocoder.errors import LinkError

Refusal = tuple[str, str]  # the reason, and what to do

PRESETS = (PresetInfoRequest, PresetReadRequest, PresetSaveRequest, PresetRecallRequest, PresetDeleteRequest,
           PresetWriteRequest)
PARAMETER = (ParameterGetRequest, ParameterSetRequest)

NEWER = ("for a reason that only a newer autocoder knows", "update autocoder with "
         "`pip install --upgrade autocoder`")
RESET = "power the module off and on; if it stays, `autocoder log` says more"
QUANTIZE = "run `autocoder quantize` again, or update the firmware with `autocoder flash`"
UNFIT = ("this firmware does not play such a model", QUANTIZE)
REFUSALS: dict[str, Refusal] = {
    "truncated": ("the model ends early", QUANTIZE),
    "bad identifier": ("the decoder in it is no TensorFlow Lite model", QUANTIZE),
    "bad offset": ("the decoder in it is damaged", QUANTIZE),
    "unsupported version": UNFIT,
    "unsupported operator": UNFIT,
    "bad shape": ("a module plays models of 8 latents and 256 bands", "train with `--profile daisy`"),
    "bad type": ("the decoder in it is not int8", QUANTIZE),
    "bad quantization": ("the decoder in it is quantized in another way", QUANTIZE),
    "too large": ("it is larger than the module's memory", "train a model with fewer hidden units"),
    "bad transform size": UNFIT,
    "self-test failed": ("the module computes other sounds than its golden vectors hold",
                         "the file is damaged or put together wrongly: run `autocoder quantize` again"),
    "bad parameter": ("the module does not take that value", "see `autocoder get --describe`"),
    "unknown message": ("the module's firmware is too old for this", "update it with `autocoder flash`"),
    "bad message": ("autocoder and the module's firmware disagree", "update the older of the two"),
    "unknown slot": ("the module has no such slot", "see `autocoder models`"),
    "not found": ("nothing is stored there", "see `autocoder models` and `autocoder preset list`"),
    "busy": ("the module is still at work on something else", "try again in a moment"),
    "store full": ("the module's store is full", "remove a model with `autocoder delete SLOT`"),
    "store failed": ("the module's flash does not keep what is written", RESET),
    "no store": ("the module keeps nothing: it has no flash, or its flash could not be read", RESET),
    "bad hash": ("the file was damaged on the way", "upload it again"),
    "no upload": ("the module was reset meanwhile", "repeat the command, which goes on where it can"),
    "wrong offset": ("another program uploads to the same module", "end that one and repeat the command"),
    "bad checksum": ("the file is damaged", "make it again with `autocoder bundle`"),
    "bad signature": ("the model was not signed with the module's key", "see `autocoder key show`"),
    "not signed": ("the module takes signed models only",
                   "sign it with --key, or let `autocoder key clear` take all again"),
    "bad calibration": ("both ends are nearly the same, or beyond what a control can give",
                        "turn it all the way between the two readings, see `autocoder calibrate --help`"),
    "not supported": ("this board takes no uploads", "build the model in with `autocoder flash --model`"),
}
SAVE_AGAIN = "save the preset again, or remove it with `autocoder preset delete`"
OF_PRESETS: dict[str, Refusal] = {
    "not found": ("nothing is stored there", "see `autocoder preset list`"),
    "unsupported version": ("it was stored by another firmware, in another form", SAVE_AGAIN),
    "too large": ("it was stored by another firmware, in another form", SAVE_AGAIN),
    "bad checksum": ("what is stored there is damaged", SAVE_AGAIN),
    "store full": ("the module's store is full", "remove a preset, or a model with `autocoder delete SLOT`"),
}


SUBJECTS = {
    "model write": "the upload", "model abort": "the upload", "settings save": "the settings",
    "key set": "the key", "controls read": "the controls", "self test": "the self-test",
}


class RefusedError(LinkError):
    """The module has answered that it does not do what it was asked; `status` is its reason."""

    def __init__(self, port: str, request: Request[Any], status: str, hello: HelloResponse) -> None:
        reason, fix = _refusal(request, status, hello)
        super().__init__(f"{port}: {_subject(request, hello)}: {reason} ({status}); {fix}")
        self.status = status


def _refusal(request: Request[Any], status: str, hello: HelloResponse) -> Refusal:
    """Return why, and what to do; with the range of what there is where the module has said it."""
    if isinstance(request, PRESETS):
        if status == "bad parameter":
            return f"this module stores {_range('presets', hello.presets)}", "choose one of them"
        if status in OF_PRESETS:
            return OF_PRESETS[status]
    if isinstance(request, PARAMETER) and status == "bad parameter":
        return "the module has no such parameter, or not there", "see `autocoder get` and `autocoder get a b`"
    if status == "unknown slot":
        return f"this module has {_range('slots', hello.slots)}", "see `autocoder models`"
    if status == "not found" and hasattr(request, "slot"):
        return "it holds no model that was uploaded", "see `autocoder models`"
    if status == "too large" and isinstance(request, ModelBeginRequest) and hello.model_bytes:
        return (f"the model's {request.size_bytes:,} bytes are more than the {hello.model_bytes:,} that this "
                "module takes", REFUSALS[status][1])
    return REFUSALS.get(status, NEWER)


def _range(what: str, count: int) -> str:
    return f"{what} 0 to {count - 1}" if count else f"no such {what.removesuffix('s')}"


def _subject(request: Request[Any], hello: HelloResponse) -> str:
    """Return what was asked for."""
    if isinstance(request, PRESETS):
        return f"preset {request.number}"
    if isinstance(request, PARAMETER):
        return _parameter(request.bank, request.parameter, hello)
    if isinstance(request, CalibrationSetRequest) and request.channel < len(COLUMNS):
        return f"calibration of {COLUMNS[request.channel]}"
    if hasattr(request, "slot"):
        return f"slot {request.slot}"
    return SUBJECTS.get(request.words, request.words)


def _parameter(bank: int, number: int, hello: HelloResponse) -> str:
    """Return a parameter's name, its number where the module's are others than ours."""
    known = (*PARAMETERS, *LATENTS_OF_PRESET) if hello.parameters == len(PARAMETERS) else ()
    name = known[number].name if number < len(known) else f"parameter {number}"
    return f"{BANKS[bank]}.{name}" if 0 < bank < len(BANKS) else name
