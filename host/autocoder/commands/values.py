# SPDX-License-Identifier: MIT
"""Commands for a module's parameters and all its settings: get, set, dump, restore."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autocoder.commands.linked import connected, dry_run_option, port_option, spelled
from autocoder.commands.naming import complete_names, complete_settings
from autocoder.commands.results import json_option, report
from autocoder.terminal import Terminal

if TYPE_CHECKING:
    from autocoder.device.banks import Place, Shown

EXISTING = click.Path(path_type=Path)


@click.command("get")
@click.argument("names", nargs=-1, metavar="[NAME...]", shell_complete=complete_names)
@click.option("--describe", is_flag=True, help="Ranges and meanings, too.")
@port_option
@json_option
def get_values(names: tuple[str, ...], describe: bool, port: str | None, as_json: bool) -> None:
    """Show parameters: those of NAMEs, of presets a or b with NAME a or b, or all of the panel.

    Example: autocoder get mix a.latent_1 b
    """
    from autocoder.device.banks import chosen, read_values, shown

    with connected(port) as module:
        wanted = chosen(names, module.parameters)
        values = [shown(each.parameter, value)
                  for each, value in zip(wanted, read_values(module, wanted), strict=True)]
    pairs = list(zip(wanted, values, strict=True))
    result: dict[str, Any] = {each.name: {"value": value, **_meaning(each.parameter)} if describe else value
                              for each, value in pairs}
    report(result, as_json, "parameters", [
        (each.name, _words(each.parameter, value) + (f"  ({_range(each.parameter)}) {each.parameter.help}"
                                                     if describe else "")) for each, value in pairs])


def _words(parameter: Any, value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:g} {parameter.unit}".rstrip() if isinstance(value, float) else str(value)


def _range(parameter: Any) -> str:
    if parameter.choices:
        return ", ".join(parameter.choices)
    return "on, off" if parameter.switch else f"{parameter.minimum:g} to {parameter.maximum:g}"


def _meaning(parameter: Any) -> dict[str, Any]:
    from autocoder.device.banks import shown

    return {"unit": parameter.unit, "minimum": parameter.minimum, "maximum": parameter.maximum,
            "default": shown(parameter, parameter.default), "choices": list(parameter.choices),
            "help": parameter.help}


@click.command("set")
@click.argument("assignments", nargs=-1, required=True, metavar="NAME=VALUE...",
                shell_complete=complete_settings)
@click.option("--live", is_flag=True, help="Until the module is switched off; kept otherwise.")
@port_option
@dry_run_option
@json_option
def set_values(assignments: tuple[str, ...], live: bool, port: str | None, dry_run: bool,
               as_json: bool) -> None:
    """Set parameters of the module, those of presets as a.NAME and b.NAME.

    All are checked before the first is set. The reply shows what they were, and the command that undoes it.

    Example: autocoder set mode=cross mix=0.8 a.latent_1=0.2
    """
    from autocoder.device.banks import parse_assignments, read_values, shown, write_values

    with connected(port) as module:
        assigned = parse_assignments(assignments, module.parameters)
        named = [place for place, _ in assigned]
        before = read_values(module, named)
        values = ([value for _, value in assigned] if dry_run
                  else write_values(module, assigned, keep=not live))
    now = {place: shown(place.parameter, value) for place, value in zip(named, values, strict=True)}
    earlier = {place: shown(place.parameter, value) for place, value in zip(named, before, strict=True)}
    report({place.name: value for place, value in now.items()}, as_json,
           "would be set" if dry_run else "set until switched off" if live else "set and kept",
           [(place.name, _change(place, earlier[place], value)) for place, value in now.items()])
    changed = {place: value for place, value in earlier.items() if value != now[place]}
    if changed and not dry_run:
        Terminal().note(f"undo it with `{_undo(changed, live, port)}`")


def _change(place: "Place", earlier: "Shown", now: "Shown") -> str:
    """Return a value in words, and what it was where that differs."""
    words = _words(place.parameter, now)
    return words if earlier == now else f"{words}, was {_words(place.parameter, earlier)}"


def _undo(earlier: dict["Place", "Shown"], live: bool, port: str | None) -> str:
    """Return the command that sets parameters to what they were."""
    from autocoder.device.banks import assignment

    words = ["autocoder", "set", *(assignment(place, value) for place, value in earlier.items()),
             *(["--live"] if live else []), *(["--port", port] if port else [])]
    return shlex.join(words)


@click.command()
@click.option("-o", "--output", type=EXISTING, required=True, help="The JSON file to write.")
@port_option
@json_option
def dump(output: Path, port: str | None, as_json: bool) -> None:
    """Write all settings of the module into a file: parameters, presets, calibration, key.

    Example: autocoder dump -o out/module.json
    """
    from autocoder.device.state import read_state, save_state

    with connected(port) as module:
        state, hello = read_state(module), module.hello
    save_state(output, state, {"board": hello.board, "firmware": hello.firmware})
    counts = {"parameters": len(state.parameters), "presets": len(state.presets),
              "calibrated_channels": len(state.calibration), "key": any(state.key)}
    report({"output": str(output), **counts}, as_json, str(output),
           [(name.replace("_", " "), str(value)) for name, value in counts.items()])


@click.command()
@click.argument("file", type=EXISTING)
@port_option
@dry_run_option
@json_option
def restore(file: Path, port: str | None, dry_run: bool, as_json: bool) -> None:
    """Give the module all settings of a FILE that `autocoder dump` wrote; presets that it lacks are deleted.

    Example: autocoder restore out/module.json --dry-run
    """
    from autocoder.device.restore import changes, write_changes
    from autocoder.device.state import load_state, read_state

    wanted = load_state(file)
    with connected(port) as module:
        found = changes(wanted, read_state(module), module.parameters, module.hello.presets)
        if not dry_run:
            with Terminal().bar("restore") as bar:
                write_changes(module, found, bar)
    lines = found.lines()
    report({"changes": lines, "unknown": found.unknown, "written": not dry_run}, as_json, str(file),
           [("would change" if dry_run else "changed", spelled(lines)),
            *([("not known here, left out", spelled(found.unknown))] if found.unknown else [])])


COMMANDS = (get_values, set_values, dump, restore)
