# SPDX-License-Identifier: MIT
"""The presets of a module's store, by number or by name."""

from dataclasses import dataclass

from autocoder.device.client import Module
from autocoder.device.messages import PresetInfoRequest
from autocoder.errors import InputError
from autocoder.names import fault_of

LONGEST_NAME_BYTES = 31
MOST_LISTED = 8


@dataclass(frozen=True)
class Slot:
    """A place for a preset; name: None where nothing is stored, '' for a preset without a name."""

    number: int
    name: str | None

    @property
    def words(self) -> str:
        """Return what people call it."""
        return f"{self.number} {self.name}".rstrip() if self.name is not None else f"{self.number}, empty"


def preset_slots(module: Module) -> list[Slot]:
    """Return all places for presets, in the order of their numbers."""
    infos = module.ask_all(PresetInfoRequest(number) for number in range(module.hello.presets))
    return [Slot(number, each.name if each.used else None) for number, each in enumerate(infos)]


def stored(text: str, slots: list[Slot]) -> Slot:
    """Return the stored preset that a number or a name means.

    Raises InputError where nothing is stored there, for an unknown name, and for one that several have.
    """
    found = numbered(text, slots) if is_number(text) else named(text, slots)
    if found is None or found.name is None:
        what = f"preset {text}: nothing is stored there" if found else f"'{text}': no preset is called so"
        raise InputError(f"{what}; {_listed(slots)}")
    return found


def place(text: str, slots: list[Slot]) -> Slot:
    """Return where to store what a number or a name means: a free place for a name that is new.

    Raises InputError for a number out of range, a name that several have, and where no place is free.
    """
    return numbered(text, slots) if is_number(text) else named(text, slots) or free(slots)


def is_number(text: str) -> bool:
    """Whether a text is a number rather than a name."""
    return text.removeprefix("-").isdecimal()


def numbered(text: str, slots: list[Slot]) -> Slot:
    """Return the place of a number. Raises InputError where there is none of that number."""
    number = int(text)
    if not 0 <= number < len(slots):
        raise InputError(f"preset {text}: this module stores presets 0 to {len(slots) - 1}; choose one of "
                         "them, or a name")
    return slots[number]


def named(text: str, slots: list[Slot]) -> Slot | None:
    """Return the preset of a name, None where none has it; case matters only where it tells two apart."""
    if not text.strip():
        raise InputError(f"{text!r}: no name of a preset; write its number or its name")
    for spelled in (str, str.casefold):
        found = [each for each in slots if each.name and spelled(each.name) == spelled(text)]
        if len(found) > 1:
            numbers = " and ".join(str(each.number) for each in found)
            raise InputError(f"'{text}': presets {numbers} are called so; choose one by its number")
        if found:
            return found[0]
    return None


def free(slots: list[Slot]) -> Slot:
    """Return the first place where nothing is stored. Raises InputError where all are taken."""
    for each in slots:
        if each.name is None:
            return each
    raise InputError(f"all {len(slots)} presets are taken; choose one to replace by its number, or free one "
                     "with `autocoder preset delete`")


def check_name(name: str) -> str:
    """Return a name that can be stored. Raises InputError where it is too long, unreadable or a number."""
    if fault := fault_of(name):
        raise InputError(f"preset {name!r}: the name {fault}; choose another")
    if (size := len(name.encode())) > LONGEST_NAME_BYTES:
        raise InputError(f"{name}: {size} bytes; choose a name of {LONGEST_NAME_BYTES} at most")
    if name != name.strip():
        raise InputError(f"{name!r}: the name begins or ends with a blank; choose another")
    if is_number(name):
        raise InputError(f"'{name}': a name that is a number would be taken for one; add a letter")
    return name


def _listed(slots: list[Slot]) -> str:
    """Return what there is to choose from."""
    used = [each.words for each in slots if each.name is not None]
    if not used:
        return "none is stored yet; keep what plays with `autocoder preset save 0 --name NAME`"
    more = len(used) - MOST_LISTED
    return (f"choose one of {', '.join(used[:MOST_LISTED])}"
            + (f" and {more} more, see `autocoder preset list`" if more > 0 else ""))
