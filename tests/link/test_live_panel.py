# SPDX-License-Identifier: MIT
"""The panel of the running module, and what the module knows of itself: faults, safe mode, what failed."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autocoder.device.client import Module
from autocoder.device.live import LiveModule
from autocoder.device.messages import (
    LogRequest,
    MetersRequest,
    ModelInfoRequest,
    ParameterGetRequest,
    ParameterSetRequest,
    SelfTestRequest,
    SettingsSaveRequest,
)
from autocoder.device.panel_file import Switch
from autocoder.device.parameters import PARAMETERS
from autocoder.errors import AutocoderError

Programs = Callable[[str], Path]
Run = Callable[..., tuple[int, str, str]]
KNOBS, CVS, FUNCTIONS = [32_768] * 8, [32_768] * 8, [32_768] * 3
NUMBERS = {each.name: number for number, each in enumerate(PARAMETERS)}
TRIES = 2000


@pytest.fixture
def module(firmware_program: Programs, tmp_path: Path) -> Iterator[LiveModule]:
    """A module with function knobs in the middle, not switched on yet."""
    live = LiveModule(firmware_program("qemu_live"), tmp_path)
    live.panel(KNOBS, CVS, FUNCTIONS)
    yield live
    live.kill()


def turn(module: LiveModule, functions: list[int] | None = None, switches: Switch = Switch.NONE) -> None:
    module.panel(KNOBS, CVS, functions or FUNCTIONS, switches)


def value(link: Module, name: str) -> float:
    return float(link.ask(ParameterGetRequest(0, NUMBERS[name])).value)


def log(link: Module) -> str:
    return bytes(link.ask(LogRequest(0)).text).decode()


def until(found: Callable[[], bool]) -> bool:
    """Ask until it is so; each answer takes the module some time."""
    return any(found() for _ in range(TRIES))


@pytest.mark.parametrize(("switch", "line"), [
    (Switch.FAULT, "fault: bus fault at 0x0000"), (Switch.HANG, "fault: watchdog at 0x0000"),
])
def test_after_a_fault_it_starts_again_and_tells(module: LiveModule, autocoder: Run, switch: Switch, line: str
                                                 ) -> None:
    module.start()
    with Module(module.port) as link:
        assert "fault" not in log(link)
        turn(module, switches=switch)

        def told() -> bool:
            try:
                return line in log(link)
            except AutocoderError:  # while it is away
                return False

        assert until(told)
        assert ("address 0xd0000000" in log(link)) == (switch is Switch.FAULT)
    assert line in autocoder("log", "--port", module.port)[1]
    module.restart()  # what was told is told once; and a cut clears the memory
    with Module(module.port) as link:
        assert "fault" not in log(link)


def test_the_button_held_at_power_up_is_safe_mode(module: LiveModule, autocoder: Run) -> None:
    module.start()
    with Module(module.port) as link:
        link.ask(ParameterSetRequest(0, NUMBERS["level"], 0.5))
        link.ask(SettingsSaveRequest())
    turn(module, switches=Switch.BUTTON)
    before = (module.folder / "flash.bin").read_bytes()
    module.restart()
    with Module(module.port) as link:
        assert "safe mode" in log(link)
        assert value(link, "level") == 1.0 and value(link, "mix") == 1.0
        assert link.ask(ModelInfoRequest(0)).state == 1
        assert link.finish(SelfTestRequest()).safe_mode
    code, _, err = autocoder("verify", "--port", module.port)
    assert code == 0 and "safe mode" in err, err
    assert (module.folder / "flash.bin").read_bytes() == before
    turn(module)
    module.restart()
    with Module(module.port) as link:
        assert value(link, "level") == 0.5


@pytest.mark.parametrize(("switch", "part"), [
    (Switch.MEMORY_FAILS, "memory"), (Switch.CODEC_FAILS, "codec"), (Switch.CONVERTERS_FAIL, "converters"),
])
def test_what_fails_at_power_up_is_told(module: LiveModule, autocoder: Run, switch: Switch, part: str
                                        ) -> None:
    turn(module, switches=switch)
    module.start()
    code, _, err = autocoder("verify", "--port", module.port)
    assert code == 2 and f"{part}: " in err.splitlines()[-1], err
    assert f"self-test failed: {part}" in autocoder("log", "--port", module.port)[1]


def test_a_press_of_the_button_is_the_next_mode(module: LiveModule) -> None:
    module.start()
    with Module(module.port) as link:
        turn(module, switches=Switch.BUTTON)
        begin = link.ask(MetersRequest()).blocks
        assert until(lambda: link.ask(MetersRequest()).blocks > begin + 150)  # 0.2 s: looked at, and short
        turn(module)
        assert until(lambda: value(link, "mode") == 1.0)


def test_a_function_knob_sets_its_parameter_until_somebody_else_does(module: LiveModule) -> None:
    module.start()
    with Module(module.port) as link:
        assert value(link, "mix") == pytest.approx(0.5, abs=0.01)
        turn(module, [64_880, 32_768, 32_768])
        assert until(lambda: value(link, "mix") == 1.0)
        link.ask(ParameterSetRequest(0, NUMBERS["mix"], 0.25))
        begin = link.ask(MetersRequest()).blocks
        assert until(lambda: link.ask(MetersRequest()).blocks > begin + 150)
        assert value(link, "mix") == 0.25
        turn(module, [655, 32_768, 32_768])
        assert until(lambda: value(link, "mix") == 0.0)


def test_a_panel_of_another_shape_is_refused(module: LiveModule) -> None:
    wrong: list[tuple[Any, ...]] = [(KNOBS[1:], CVS), (KNOBS, CVS[1:]), (KNOBS, CVS, FUNCTIONS[1:])]
    for shape in wrong:
        with pytest.raises(ValueError, match="not"):
            module.panel(*shape)
