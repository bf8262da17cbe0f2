# SPDX-License-Identifier: MIT
"""Which slots of a module are free, which are heard, and where an upload goes that names none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from autocoder.device.banks import places, read_values
from autocoder.device.client import Module
from autocoder.device.messages import ModelInfoRequest, ModelInfoResponse
from autocoder.errors import InputError

STATES = ("empty", "built in", "stored")
EMPTY = 0
SHOWN = {"empty": "empty", "built in": "built in", "stored": "uploaded"}


@dataclass(frozen=True)
class Target:
    """A slot for an upload, and why this one; heard: it plays as soon as it is there."""

    slot: int
    why: str
    heard: bool


def slot_infos(module: Module) -> list[ModelInfoResponse]:
    """Return what each slot holds."""
    return list(module.ask_all(ModelInfoRequest(slot) for slot in range(module.hello.slots)))


def heard_slots(module: Module) -> list[int]:
    """Return the slots that are chosen to play: the panel's, or those of presets a and b while these play.

    The first is the panel's model a; models b count while morph leads to them.
    """
    known = places(module.parameters)
    names = [name for name in ("presets", *(f"{bank}{each}" for bank in ("", "a.", "b.")
                                            for each in ("model_a", "model_b", "morph"))) if name in known]
    values = dict(zip(names, read_values(module, [known[each] for each in names]), strict=True))
    chosen = [int(values.get("model_a", 0.0))]
    for bank in ("", *(("a.", "b.") if values.get("presets") else ())):
        chosen.append(int(values.get(f"{bank}model_a", 0.0)))
        if values.get(f"{bank}morph"):
            chosen.append(int(values.get(f"{bank}model_b", 0.0)))
    return chosen


def sounding(chosen: int, loaded: Iterable[int]) -> int | None:
    """Return the slot that plays where one is chosen: the nearest at or below it, the lowest, or none."""
    below = [each for each in loaded if each <= chosen]
    return max(below) if below else min(loaded, default=None)


def loaded_slots(infos: Sequence[ModelInfoResponse]) -> list[int]:
    """Return the numbers of the slots that hold a model."""
    return [slot for slot, each in enumerate(infos) if each.state != EMPTY]


def target(infos: Sequence[ModelInfoResponse], chosen: Sequence[int], digest: bytes) -> Target:
    """Return where a bundle of this hash goes: where it is already, or into a free slot that is not heard.

    chosen: slots that are chosen to play. Raises InputError where all slots are taken.
    """
    loaded = loaded_slots(infos)
    for slot, each in enumerate(infos):
        if bytes(each.hash) == digest and each.size_bytes:
            return Target(slot, "holds this model already", sounding(chosen[0], loaded) == slot)
    free = [slot for slot in range(len(infos)) if slot not in loaded]
    if not free:
        listed = ", ".join(f"{slot} {each.name} ({SHOWN[STATES[each.state]]}"
                           f"{', plays' if slot == sounding(chosen[0], loaded) else ''})"
                           for slot, each in enumerate(infos))
        raise InputError(f"no slot is free: {listed}; choose one to replace with --slot N, or free one with "
                         "`autocoder delete N`")
    quiet = [slot for slot in free if all(
        sounding(each, [*loaded, slot]) == sounding(each, loaded) for each in chosen)]
    if quiet:
        return Target(quiet[0], "the first free one" if quiet[0] == free[0] else
                      "free, and what plays goes on", heard=False)
    return Target(free[0], "the first free one; model_a is set to play it", heard=True)
