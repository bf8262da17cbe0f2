# SPDX-License-Identifier: MIT
"""Commands for the presets that a module stores: preset save, recall, list, delete."""

import click

from autocoder.commands.linked import connected, dry_run_option, json_option, port_option, report

BANK_NAMES = ("panel", "a", "b")
number_argument = click.argument("number", type=click.IntRange(0, 255))


@click.group()
def preset() -> None:
    """Keep the module's settings as presets under numbers, and take them up again.

    \b
    Example:
      autocoder preset save 3 --name glass
      autocoder preset recall 3 --bank a
    """


@preset.command("save")
@number_argument
@click.option("--name", default="", help="What to call it, 31 bytes of UTF-8 at most.")
@click.option("--bank", type=click.Choice(BANK_NAMES), default="panel", show_default=True,
              help="What to keep: all parameters of the panel with the latents that play, or preset a or b.")
@port_option
@dry_run_option
@json_option
def save_preset(number: int, name: str, bank: str, port: str | None, dry_run: bool, as_json: bool) -> None:
    """Store what the module plays, or its preset a or b, under NUMBER.

    Example: autocoder preset save 3 --name glass
    """
    from autocoder.device.messages import PresetInfoRequest, PresetSaveRequest
    from autocoder.device.state import LONGEST_NAME_BYTES
    from autocoder.errors import InputError

    if len(name.encode()) > LONGEST_NAME_BYTES:
        raise InputError(f"{name}: {len(name.encode())} bytes; choose a name of {LONGEST_NAME_BYTES} at most")
    with connected(port) as module:
        earlier = module.ask(PresetInfoRequest(number))
        if not dry_run:
            module.ask(PresetSaveRequest(number, BANK_NAMES.index(bank), name))
    rows = [("would be saved" if dry_run else "saved", f"{name or 'without a name'}, of {bank}")]
    if earlier.used:
        rows.append(("in place of", earlier.name or "one without a name"))
    report({"number": number, "name": name, "bank": bank, "replaced": earlier.name if earlier.used else None,
            "written": not dry_run}, as_json, f"preset {number}", rows)


@preset.command("recall")
@number_argument
@click.option("--bank", type=click.Choice(BANK_NAMES), default="panel", show_default=True,
              help="Where to: the panel, whose latents stay with its knobs, or preset a or b.")
@click.option("--live", is_flag=True, help="Until the module is switched off; kept otherwise.")
@port_option
@dry_run_option
@json_option
def recall_preset(number: int, bank: str, live: bool, port: str | None, dry_run: bool, as_json: bool) -> None:
    """Take what is stored under NUMBER into the panel, or into preset a or b.

    Example: autocoder preset recall 3 --bank a
    """
    from autocoder.device.messages import PresetReadRequest, PresetRecallRequest, SettingsSaveRequest

    with connected(port) as module:
        name = module.ask(PresetReadRequest(number)).name
        if not dry_run:
            module.ask(PresetRecallRequest(number, BANK_NAMES.index(bank)))
            if not live:
                module.ask(SettingsSaveRequest())
    report({"number": number, "name": name, "bank": bank, "written": not dry_run}, as_json,
           f"preset {number}",
           [("would go to" if dry_run else "is in", bank), ("name", name or "none")])


@preset.command("list")
@click.option("--values", is_flag=True, help="What is in each, too.")
@port_option
@json_option
def list_presets(values: bool, port: str | None, as_json: bool) -> None:
    """List the presets that the module stores.

    Example: autocoder preset list --values --json
    """
    from autocoder.device.state import read_presets

    with connected(port) as module:
        stored, places = read_presets(module), module.hello.presets
    result = [{"number": number, "name": each.name, **({"values": each.values} if values else {})}
              for number, each in stored.items()]
    rows = []
    for number, each in stored.items():
        listed = ", ".join(f"{name}={value}" for name, value in each.values.items())
        rows.append((str(number), f"{each.name}  {listed}" if values else each.name))
    report(result, as_json, f"{len(stored)} of {places} presets", rows)


@preset.command("delete")
@number_argument
@port_option
@dry_run_option
@json_option
def delete_preset(number: int, port: str | None, dry_run: bool, as_json: bool) -> None:
    """Forget what is stored under NUMBER.

    Example: autocoder preset delete 3
    """
    from autocoder.device.messages import PresetDeleteRequest, PresetReadRequest

    with connected(port) as module:
        name = module.ask(PresetReadRequest(number)).name
        if not dry_run:
            module.ask(PresetDeleteRequest(number))
    report({"number": number, "name": name, "deleted": not dry_run}, as_json, f"preset {number}",
           [("would be deleted" if dry_run else "deleted", name or "one without a name")])
