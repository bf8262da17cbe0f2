# SPDX-License-Identifier: MIT
"""Commands for a module's models: upload, models, select, delete, download."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autocoder.commands.linked import connected, dry_run_option, port_option, rate_bar, slot_argument
from autocoder.commands.naming import MODEL
from autocoder.commands.results import json_option, report
from autocoder.terminal import Terminal

if TYPE_CHECKING:
    from autocoder.device.client import Module
    from autocoder.device.messages import ModelInfoResponse
    from autocoder.device.slots import Target
    from autocoder.device.upload import Uploaded

EXISTING = click.Path(path_type=Path)


@click.command()
@click.argument("model", type=MODEL)
@click.option("--slot", type=click.IntRange(0, 255), help="Where to; a free slot otherwise.")
@click.option("--encoder", is_flag=True, help="The encoder, too: the module can then follow its input.")
@click.option("--key", type=EXISTING, help="The secret key to sign with; see `autocoder key new`.")
@click.option("--piece-bytes", type=click.IntRange(256, 2048), default=2048, show_default=True,
              help="How much of the model a message carries.")
@click.option("--verify-bytes/--no-verify-bytes", default=True, show_default=True,
              help="Read every byte back; the hash is always checked.")
@port_option
@dry_run_option
@json_option
def upload(model: Path, slot: int | None, encoder: bool, key: Path | None, piece_bytes: int,
           verify_bytes: bool, port: str | None, dry_run: bool, as_json: bool) -> None:
    """Bring MODEL, a model folder or an .acb file, into the running module, which plays on meanwhile.

    Without --slot it takes a free slot, and leaves what plays alone. What was interrupted goes on where it
    stopped; what a slot holds already is not sent again.

    Example: autocoder upload out/bells --slot 1
    """
    from autocoder.device.upload import bundle_hash
    from autocoder.device.upload import upload as send

    content = _bundle(model, encoder, key)
    with connected(port) as module:
        place = _target(module, slot, bundle_hash(content))
        if dry_run:
            report({"slot": place.slot, "why": place.why, "bytes": len(content),
                    "hash": bundle_hash(content).hex()}, as_json, f"{model}: not sent",
                   [("slot", f"{place.slot}, {place.why}"), ("size", f"{len(content):,} bytes")])
            return
        with rate_bar(f"upload to slot {place.slot}") as bar:
            sent = send(module, place.slot, content, piece_bytes, bar, verify_bytes)
    figures = {"slot": place.slot, "why": place.why, "bytes": sent.bytes, "hash": sent.hash,
               "present": sent.present, "resumed_at": sent.offset, "seconds": sent.seconds,
               "bytes_per_second": sent.bytes_per_second, "repeats": sent.repeats}
    report(figures, as_json, str(model), [
        ("slot", f"{place.slot}, {place.why}"), ("size", f"{sent.bytes:,} bytes"), ("sent", _how(sent)),
        ("repeated requests", str(sent.repeats))])
    if not as_json:
        Terminal().note("it plays now" if place.heard else f"play it with `autocoder select {place.slot}`")


def _target(module: "Module", slot: int | None, digest: bytes) -> "Target":
    """Return the slot that was named, or one for a bundle of this hash."""
    from autocoder.device.slots import Target, heard_slots, loaded_slots, slot_infos, sounding, target

    infos, chosen = slot_infos(module), heard_slots(module)
    if slot is None:
        return target(infos, chosen, digest)
    after = {*loaded_slots(infos), slot}
    return Target(slot, "as asked for", sounding(chosen[0], after) == slot)


def _how(sent: "Uploaded") -> str:
    """Return how an upload went in words."""
    if sent.present:
        return "was there already"
    return (f"{sent.bytes - sent.offset:,} bytes, {sent.bytes_per_second / 1000.0:.1f} kB/s"
            + (f", from byte {sent.offset:,} on" if sent.offset else ""))


def _bundle(model: Path, encoder: bool, key: Path | None) -> bytes:
    """Return the upload form of a model folder, or what an .acb file holds, checked either way."""
    from autocoder.bake.bundle import bundle_bytes, is_bundle, read_bundle
    from autocoder.errors import InputError

    if not is_bundle(model):
        return bundle_bytes(model, encoder=encoder, key=key)
    if encoder or key:
        raise InputError(f"{model}: is bundled already; name its model folder for --encoder and --key")
    read_bundle(model)
    return model.read_bytes()


@click.command()
@port_option
@json_option
def models(port: str | None, as_json: bool) -> None:
    """List what the module's slots hold.

    Example: autocoder models --json
    """
    from autocoder.device.slots import STATES, heard_slots, loaded_slots, slot_infos, sounding

    with connected(port) as module:
        infos = slot_infos(module)
        playing = sounding(heard_slots(module)[0], loaded_slots(infos))
    result: list[dict[str, Any]] = [
        {"slot": slot, "state": STATES[each.state] if each.state < len(STATES) else str(each.state),
         "name": each.name, "plays": slot == playing, "bytes": each.size_bytes, "gain": each.gain,
         "signed": bool(each.is_signed), "decoder_crc32": f"{each.decoder_crc32:08x}",
         "hash": each.hash.hex() if each.size_bytes else ""} for slot, each in enumerate(infos)]
    report(result, as_json, "models", [
        (f"slot {each['slot']}{' plays' if each['plays'] else ''}", _line(each)) for each in result])


def _line(slot: dict[str, Any]) -> str:
    """Return what a slot holds in words."""
    if slot["state"] == "empty":
        return "empty"
    size = f", {slot['bytes']:,} bytes, {slot['hash'][:12]}" if slot["bytes"] else ""
    return f"{slot['name']}: {slot['state']}{size}{', signed' if slot['signed'] else ''}"


@click.command()
@slot_argument
@click.option("--live", is_flag=True, help="Until the module is switched off; kept otherwise.")
@port_option
@dry_run_option
@json_option
def select(slot: int, live: bool, port: str | None, dry_run: bool, as_json: bool) -> None:
    """Play the model of SLOT.

    Example: autocoder select 1
    """
    from autocoder.device.banks import parse_assignments, write_values
    from autocoder.device.messages import ModelInfoRequest
    from autocoder.device.slots import slot_infos

    with connected(port) as module:
        info, infos = module.ask(ModelInfoRequest(slot)), slot_infos(module)
        assigned = parse_assignments([f"model_a={slot}"], module.parameters)
        if not dry_run:
            write_values(module, assigned, keep=not live)
    report({"slot": slot, "name": info.name, "written": not dry_run}, as_json, f"slot {slot}",
           [("would play" if dry_run else "plays", info.name or _instead(slot, infos))])


def _instead(slot: int, infos: list["ModelInfoResponse"]) -> str:
    """Return what is heard where an empty slot is chosen."""
    from autocoder.device.slots import loaded_slots, sounding

    heard = sounding(slot, loaded_slots(infos))
    return "nothing: all slots are empty" if heard is None else (
        f"{infos[heard].name} of slot {heard}, since this slot is empty; bring a model into it with "
        f"`autocoder upload MODEL --slot {slot}`")


@click.command()
@slot_argument
@port_option
@dry_run_option
@json_option
def delete(slot: int, port: str | None, dry_run: bool, as_json: bool) -> None:
    """Forget the model that was uploaded into SLOT; the one that is built in plays again.

    Example: autocoder delete 1
    """
    from autocoder.device.messages import ModelDeleteRequest, ModelInfoRequest
    from autocoder.errors import InputError

    with connected(port) as module:
        info = module.ask(ModelInfoRequest(slot))
        if not info.size_bytes:
            raise InputError(f"slot {slot}: holds no model that was uploaded; see `autocoder models`")
        if not dry_run:
            module.finish(ModelDeleteRequest(slot))
    report({"slot": slot, "name": info.name, "deleted": not dry_run}, as_json, f"slot {slot}",
           [("would be deleted" if dry_run else "deleted", f"{info.name}, {info.size_bytes:,} bytes")])


@click.command()
@slot_argument
@click.option("-o", "--output", type=EXISTING, required=True, help="The .acb file to write.")
@port_option
@json_option
def download(slot: int, output: Path, port: str | None, as_json: bool) -> None:
    """Read the model back that was uploaded into SLOT, byte for byte.

    Example: autocoder download 1 -o out/bells.acb
    """
    from autocoder.atomic import replacing
    from autocoder.device.upload import bundle_hash
    from autocoder.device.upload import download as fetch

    with connected(port) as module, replacing(output) as temporary:  # no file, no transfer
        with rate_bar(f"download slot {slot}") as bar:
            content = fetch(module, slot, bar)
        temporary.write_bytes(content)
    report({"slot": slot, "output": str(output), "bytes": len(content), "hash": bundle_hash(content).hex()},
           as_json, str(output), [("slot", str(slot)), ("size", f"{len(content):,} bytes")])
    if not as_json:
        Terminal().note(f"bring it to another module with `autocoder upload {output}`")


COMMANDS = (upload, models, select, delete, download)
