# SPDX-License-Identifier: MIT
"""Commands for the presets that a module stores: preset save, recall, list, delete, dump, restore."""

from pathlib import Path

import click

from autocoder.commands.linked import connected, dry_run_option, port_option, spelled
from autocoder.commands.results import json_option, report
from autocoder.terminal import Terminal

BANK_NAMES = ("panel", "a", "b")
EXISTING = click.Path(path_type=Path)
preset_argument = click.argument("which", metavar="PRESET")


@click.group()
def preset() -> None:
    """Keep the module's settings as presets, and take them up again; PRESET is a number or a name.

    \b
    Example:
      autocoder preset save 3 --name glass
      autocoder preset recall glass --bank a
    """


@preset.command("save")
@preset_argument
@click.option("--name", help="What to call it, 31 bytes of UTF-8 at most; its earlier name otherwise.")
@click.option("--bank", type=click.Choice(BANK_NAMES), default="panel", show_default=True,
              help="What to keep: all parameters of the panel with the latents that play, or preset a or b.")
@port_option
@dry_run_option
@json_option
def save_preset(which: str, name: str | None, bank: str, port: str | None, dry_run: bool,
                as_json: bool) -> None:
    """Store what the module plays, or its preset a or b, as PRESET; a new name takes a free number.

    Example: autocoder preset save 3 --name glass
    """
    from autocoder.device.messages import PresetSaveRequest
    from autocoder.device.presets import check_name, is_number, place, preset_slots

    check_name("" if is_number(which) else which)
    check_name(name or "")
    with connected(port) as module:
        slots = preset_slots(module)
        found = place(which, slots)
        called = name if name is not None else found.name or ("" if is_number(which) else which)
        if not dry_run:
            module.ask(PresetSaveRequest(found.number, BANK_NAMES.index(bank), called))
    rows = [("would be saved" if dry_run else "saved", f"{called or 'without a name'}, of {bank}")]
    if found.name is not None:
        rows.append(("in place of", found.name or "one without a name"))
    rows += [("called so, too", f"preset {each.number}: recall either by its number") for each in slots
             if called and each.name == called and each.number != found.number]
    report({"number": found.number, "name": called, "bank": bank, "replaced": found.name,
            "written": not dry_run}, as_json, f"preset {found.number}", rows)


@preset.command("recall")
@preset_argument
@click.option("--bank", type=click.Choice(BANK_NAMES), default="panel", show_default=True,
              help="Where to: the panel, whose latents stay with its knobs, or preset a or b.")
@click.option("--live", is_flag=True, help="Until the module is switched off; kept otherwise.")
@port_option
@dry_run_option
@json_option
def recall_preset(which: str, bank: str, live: bool, port: str | None, dry_run: bool, as_json: bool) -> None:
    """Take PRESET into the panel, or into preset a or b.

    Example: autocoder preset recall glass --bank a
    """
    from autocoder.device.messages import PresetRecallRequest, SettingsSaveRequest
    from autocoder.device.presets import preset_slots, stored

    with connected(port) as module:
        found = stored(which, preset_slots(module))
        if not dry_run:
            module.ask(PresetRecallRequest(found.number, BANK_NAMES.index(bank)))
            if not live:
                module.ask(SettingsSaveRequest())
    report({"number": found.number, "name": found.name, "bank": bank, "written": not dry_run}, as_json,
           f"preset {found.number}",
           [("would go to" if dry_run else "is in", bank), ("name", found.name or "none")])


@preset.command("list")
@click.argument("which", metavar="[PRESET]...", nargs=-1)
@click.option("--values", is_flag=True, help="What is in each, too.")
@port_option
@json_option
def list_presets(which: tuple[str, ...], values: bool, port: str | None, as_json: bool) -> None:
    """List the presets that the module stores, or some of them.

    Example: autocoder preset list --values --json
    """
    from autocoder.device.presets import preset_slots, stored
    from autocoder.device.state import read_presets

    with connected(port) as module:
        slots = preset_slots(module)
        wanted = [stored(each, slots).number for each in which]
        known = read_presets(module, wanted or [each.number for each in slots if each.name is not None])
    result = [{"number": number, "name": each.name, **({"values": each.values} if values else {})}
              for number, each in known.items()]
    rows = []
    for number, each in known.items():
        listed = ", ".join(f"{name}={value}" for name, value in each.values.items())
        rows.append((str(number), f"{each.name}  {listed}" if values else each.name))
    report(result, as_json, f"{len(known)} of {len(slots)} presets", rows)
    if not known and not as_json:
        Terminal().note("keep what plays with `autocoder preset save 0 --name NAME`")


@preset.command("delete")
@preset_argument
@port_option
@dry_run_option
@json_option
def delete_preset(which: str, port: str | None, dry_run: bool, as_json: bool) -> None:
    """Forget PRESET.

    Example: autocoder preset delete glass
    """
    from autocoder.device.messages import PresetDeleteRequest
    from autocoder.device.presets import preset_slots, stored

    with connected(port) as module:
        found = stored(which, preset_slots(module))
        if not dry_run:
            module.ask(PresetDeleteRequest(found.number))
    report({"number": found.number, "name": found.name, "deleted": not dry_run}, as_json,
           f"preset {found.number}",
           [("would be deleted" if dry_run else "deleted", found.name or "one without a name")])


@preset.command("dump")
@preset_argument
@click.option("-o", "--output", type=EXISTING, required=True, help="The JSON file to write.")
@port_option
@json_option
def dump_preset(which: str, output: Path, port: str | None, as_json: bool) -> None:
    """Write PRESET into a file; `autocoder dump` writes all settings.

    Example: autocoder preset dump glass -o out/glass.json
    """
    from autocoder.device.preset_file import save_preset as write
    from autocoder.device.presets import preset_slots, stored
    from autocoder.device.state import read_presets

    with connected(port) as module:
        number = stored(which, preset_slots(module)).number
        content, hello = read_presets(module, [number])[number], module.hello
    write(output, content, {"board": hello.board, "firmware": hello.firmware})
    report({"output": str(output), "number": number, "name": content.name, "values": len(content.values)},
           as_json, str(output), [("preset", f"{number} {content.name}".rstrip()),
                                  ("values", str(len(content.values)))])


@preset.command("restore")
@click.argument("file", type=EXISTING)
@click.option("--to", "which", metavar="PRESET", help="Where to store it; the preset of its name, or a free "
              "number, otherwise.")
@port_option
@dry_run_option
@json_option
def restore_preset(file: Path, which: str | None, port: str | None, dry_run: bool, as_json: bool) -> None:
    """Store the preset of a FILE that `autocoder preset dump` wrote.

    Example: autocoder preset restore out/glass.json --to 5
    """
    from autocoder.device.messages import PresetWriteRequest
    from autocoder.device.preset_file import load_preset
    from autocoder.device.presets import check_name, free, is_number, place, preset_slots
    from autocoder.device.state import preset_bytes, unknown_values

    content = load_preset(file)
    called = content.name if not which or is_number(which) else check_name(which)
    with connected(port) as module:
        slots = preset_slots(module)
        found = place(which, slots) if which else place(called, slots) if called else free(slots)
        unknown = unknown_values(content.values, module.parameters)
        written = preset_bytes(content.values, module.parameters)
        if not dry_run:
            module.ask(PresetWriteRequest(found.number, called, written))
    rows = [("would be stored" if dry_run else "stored", f"{called or 'without a name'}")]
    if found.name is not None:
        rows.append(("in place of", found.name or "one without a name"))
    if unknown:
        rows.append(("not known here, left out", spelled(unknown)))
    report({"number": found.number, "name": called, "replaced": found.name, "unknown": unknown,
            "written": not dry_run}, as_json, f"preset {found.number}", rows)
    if not as_json:
        Terminal().note(f"play it with `autocoder preset recall {found.number}`")
