# SPDX-License-Identifier: MIT
"""Where an upload goes that names no slot: never over what somebody uploaded, never over what plays."""

import pytest

from autocoder.device.messages import ModelInfoResponse
from autocoder.device.slots import sounding, target
from autocoder.errors import InputError

DIGEST = bytes(range(32))
EMPTY, BUILT_IN, STORED = range(3)


def infos(*states: int) -> list[ModelInfoResponse]:
    """Return what slots of these states say of themselves; uploaded ones hold another model."""
    return [ModelInfoResponse(state=state, name=f"model {slot}" if state else "",
                              size_bytes=100 if state == STORED else 0, hash=bytes(32))
            for slot, state in enumerate(states)]


@pytest.mark.parametrize(("states", "chosen", "slot", "heard"), [
    ((BUILT_IN, EMPTY, EMPTY), [0], 1, False),
    ((BUILT_IN, STORED, EMPTY), [1], 2, False),
    ((BUILT_IN, EMPTY, STORED), [2], 1, False),
    ((BUILT_IN, EMPTY, EMPTY, STORED), [2, 0], 1, True),  # both free ones would be heard in place of slot 0
    ((BUILT_IN, EMPTY, EMPTY), [1], 2, False),  # slot 1 is chosen and empty: slot 0 plays, and goes on
    ((BUILT_IN, EMPTY, EMPTY), [0, 1], 2, False),  # morph leads to slot 1
    ((EMPTY, EMPTY, EMPTY), [0], 0, True),
])
def test_a_free_slot_is_taken(states: tuple[int, ...], chosen: list[int], slot: int, heard: bool) -> None:
    found = target(infos(*states), chosen, DIGEST)
    assert (found.slot, found.heard) == (slot, heard) and found.why


def test_the_slot_that_holds_it_already_comes_first() -> None:
    held = [*infos(BUILT_IN, EMPTY), ModelInfoResponse(state=STORED, size_bytes=9, hash=DIGEST)]
    found = target(held, [0], DIGEST)
    assert found.slot == 2 and "already" in found.why and not found.heard


def test_where_all_are_taken_the_way_out_is_said() -> None:
    with pytest.raises(InputError) as refused:
        target(infos(BUILT_IN, STORED, STORED), [1], DIGEST)
    said = str(refused.value)
    for each in ("no slot is free", "0 model 0 (built in)", "1 model 1 (uploaded, plays)", "--slot N",
                 "autocoder delete N"):
        assert each in said


@pytest.mark.parametrize(("chosen", "loaded", "slot"), [(0, [0], 0), (2, [0, 1], 1), (0, [1, 2], 1),
                                                        (255, [0], 0), (1, [], None)])
def test_what_plays_where_a_slot_is_chosen(chosen: int, loaded: list[int], slot: int | None
                                        ) -> None:
    assert sounding(chosen, loaded) == slot
