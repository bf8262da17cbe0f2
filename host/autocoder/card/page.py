# SPDX-License-Identifier: MIT
"""A card as a Markdown page."""

from collections.abc import Sequence

from autocoder.card.figures import Figures
from autocoder.vae.remarks import comparison

NOT_MEASURED, MINUS = "\N{EN DASH}", "\N{MINUS SIGN}"
CHOICES = {"all": "all frames of each file", "average": "the average of each file",
           "first": "the first frame of each file", "spread": "{count} frames of each file, evenly spread"}

Row = Sequence[str]


def page(figures: Figures, folder: str) -> str:
    """Return the page of a card whose pictures and sounds lie in a folder beside it."""
    sections = [
        f"# {escaped(figures['name'])}",
        summary(figures),
        *(f"Note: {each}." for each in figures["notes"]),
        _picture(folder, "traversals", "What each latent does to the spectrum while the others rest at the "
                 "set's median; above each, how often the set is there"),
        _listen(figures, folder),
        "## What it was trained on", table(("", ""), _trained_on(figures)),
        _picture(folder, "latents", "Where the set lies in its latents, from its first frame to its last"),
        "## How near it comes", _distances(figures),
        _picture(folder, "distances", "Distances on held-out frames, and what int8 adds to them"),
        "## Sizes", table(("", ""), _sizes(figures)),
        "## Loudness", _loudness(figures),
        _picture(folder, "loudness", "How loud the filter of each frame of the set is"),
        "## Training", table(("", ""), _training(figures)),
        _picture(folder, "training", "Distances while it trained"),
        "## Provenance", _provenance(figures),
    ]
    return "\n\n".join(sections) + "\n"


def summary(figures: Figures) -> str:
    """Return the card in one paragraph."""
    heldout, trained, dead = figures["heldout"], figures["trained_on"], figures["dead_latents"]
    alive = len(figures["latents"]) - len(dead)
    better = heldout["better_than_pca8"]
    return (f"{alive} of {len(figures['latents'])} latents are alive. On frames it never saw it is "
            f"{heldout['lsd_db']:.2f} dB from the sound; PCA-8 is {heldout['pca8_lsd_db']:.2f} dB from it "
            f"({f'{100 * better:.0f} % nearer' if round(100 * better) >= 0 else comparison(better)}). "
            f"Trained on {trained['sound_seconds']:.1f} s of sound, "
            f"in {figures['training']['seconds']:.0f} s.")


def table(head: Row, rows: Sequence[Row]) -> str:
    """Return a Markdown table; every row has as many cells as the head."""
    lines = [head, ["---"] * len(head), *([escaped(cell) for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def escaped(text: str) -> str:
    """Return text that stands for itself in a table's cell and a heading."""
    return " ".join(text.split()).replace("|", "\\|")


def _picture(folder: str, name: str, text: str) -> str:
    return f"![{text}]({folder}/{name}.png)\n\n{text}."


def _listen(figures: Figures, folder: str) -> str:
    rows = [(f"{each['latent']}", f"[{each['sound']}]({folder}/{each['sound']})",
             f"{_signed(each['sound_gain_db'], '+.1f')} dB",
             f"{each['effect_db']:.1f} dB" + (", dead" if each["dead"] else ""),
             f"{each['set_p5']:.2f}, {each['set_median']:.2f}, {each['set_p95']:.2f}",
             f"{_signed(each['posterior_low'])} to {_signed(each['posterior_high'])}")
            for each in figures["latents"]]
    return (f"Listen: each latent from 0 to 1 and back within {figures['sound_seconds']:g} s, the others at "
            "the set's median, sounded as noise and brought to one peak.\n\n"
            + table(("latent", "sound", "its gain", "effect from 0.25 to 0.75", "set: 5 %, median, 95 %",
                     "posterior means at 0 and 1"), rows))


def _trained_on(figures: Figures) -> list[Row]:
    trained = figures["trained_on"]
    choice, analysis = trained["choice"], trained["analysis"]
    return [
        ("files", NOT_MEASURED if trained["files"] is None else f"{trained['files']}"),
        ("sound", f"{trained['sound_seconds']:.1f} s"),
        ("frames", f"{trained['frames']}: {trained['train_frames']} train, {trained['heldout_frames']} are "
                   f"held out, {trained['border_frames']} reach into both and are in neither"),
        ("which frames", CHOICES[choice["kind"]].format(count=choice["count"])),
        ("0 dB is", "each frame's loudest band" if choice["normalized"] else
         f"the set's loudest band, {_signed(trained['maximum_db'], '.1f')} dB of full scale"),
        ("bands", f"{analysis['bands']} mel, down to {_signed(analysis['floor_db'], '.0f')} dB"),
        ("analysis", f"{analysis['rate_hz']} Hz, FFT {analysis['fft']}, hop {analysis['hop']} samples"),
    ]


def _distances(figures: Figures) -> str:
    first, *others = figures["models"]
    rows = [_model_row(each) for each in (first, *others)]
    rows.append(("PCA-8", *3 * [NOT_MEASURED], f"{first['pca8_lsd_db']:.2f} dB", NOT_MEASURED,
                 f"{first['pca8_spectral_convergence']:.3f}", NOT_MEASURED, "this set"))
    text = ("Log-spectral distance is the root mean square over bands in dB, its mean over held-out frames; "
            "spectral convergence is |A - B| / |B| of amplitudes. Less is better for both.\n\n"
            + table(("model", "widths", "multiply-adds", "dead latents", "log-spectral distance",
                     "below PCA-8", "spectral convergence", "int8 adds", "trained on"), rows))
    remarks = [_remark(each) for each in others]
    return "\n\n".join([text, *remarks, _int8(figures)])


def _model_row(each: Figures) -> Row:
    return (each["name"], "-".join(str(width) for width in each["widths"]), _thousands(each["macs"]),
            f"{each['dead_latents']}", f"{each['lsd_db']:.2f} dB",
            _below(each["better_than_pca8"]), f"{each['spectral_convergence']:.3f}",
            NOT_MEASURED if each["int8_added_db"] is None else f"{each['int8_added_db']:.3f} dB",
            "this set" if each["same_set"] else f"another set (PCA-8 {each['pca8_lsd_db']:.2f} dB)")


def _below(better: float) -> str:
    return f"{100 * better:.0f} %" if round(100 * better) >= 0 else comparison(better)


def _remark(each: Figures) -> str:
    name = escaped(each["name"])
    if each["against_first_db"] is None:
        return f"{name} was trained on another set: its distance in dB does not compare with this one."
    difference = each["against_first_db"]
    place = "farther" if difference > 0 else "nearer"
    return f"On the same held-out frames {name} is {abs(difference):.3f} dB {place}."


def _int8(figures: Figures) -> str:
    int8 = figures["int8"]
    if int8 is None:
        return "It has no int8 decoder yet: run `autocoder quantize`, then `autocoder inspect` again."
    rows = [(name, f"{int8[f'int8_added_{key}_db']:.3f} dB", f"{int8[f'int8_added_{key}_worst_db']:.3f} dB")
            for name, key in (("frames of the set", "set"), ("random latents", "random"))]
    text = "What the int8 decoder adds to the float one:\n\n" + table(("over", "mean", "worst frame"), rows)
    return text if "encoder_int8_latent_rms" not in int8 else f"{text}\n\n{_encoder(int8)}"


def _encoder(int8: Figures) -> str:
    return ("What the int8 encoder finds in frames of the decoder:\n\n" + table(("", "float", "int8"), [
        ("distance of the frame that its latents give", f"{int8['encoder_round_trip_db']:.3f} dB",
         f"{int8['encoder_int8_round_trip_db']:.3f} dB"),
        ("latents, from those of the float encoder", NOT_MEASURED,
         f"{int8['encoder_int8_latent_rms']:.4f} of 1")]))


def _sizes(figures: Figures) -> list[Row]:
    sizes = figures["sizes"]
    names = {"decoder.tflite": "float decoder", "decoder.int8.tflite": "int8 decoder",
             "encoder.tflite": "float encoder", "encoder.int8.tflite": "int8 encoder"}
    return [
        ("decoder's layers", "-".join(str(width) for width in sizes["widths"])),
        ("multiply-adds of a decode", _thousands(sizes["macs"])),
        ("weights of the decoder", _thousands(sizes["parameters"])),
        *((title, f"{_thousands(sizes['bytes'][name])} bytes" if name in sizes["bytes"] else NOT_MEASURED)
          for name, title in names.items()),
    ]


def _loudness(figures: Figures) -> str:
    loudness = figures["loudness"]
    rows = [(name, f"{_signed(loudness[key], '+.1f')} dB") for name, key in (
        ("at the set's median latents", "at_median_latents_db"), ("median of the set", "set_median_db"),
        ("median of the set's louder half", "louder_half_median_db"),
        ("5 % of the set are below", "set_p5_db"), ("5 % are above", "set_p95_db"))]
    return ("The level of pink noise after the filter; 0 dB is as loud as it came in. The model's gain, "
            f"{loudness['gain']:.3g} ({_signed(loudness['gain_db'], '+.1f')} dB), is counted.\n\n"
            + table(("", "level"), rows))


def _training(figures: Figures) -> list[Row]:
    training = figures["training"]
    changed = ", ".join(f"{name.replace('_', '-')} {value}"
                        for name, value in training["changed_options"].items())
    return [("time", f"{training['seconds']:.1f} s"), ("steps", f"{training['steps']}"),
            ("kept", NOT_MEASURED if training["best_step"] is None else
             f"the weights of step {training['best_step']}, the best on held-out frames"),
            ("options that differ from the defaults", changed or "none")]


def _provenance(figures: Figures) -> str:
    provenance = figures["provenance"]
    rows = [("set of frames", f"`{provenance['frames_sha256']}`"),
            *((name, f"`{digest}`") for name, digest in sorted(provenance["files_sha256"].items()))]
    return f"Model format {provenance['format']}.\n\n" + table(("what", "SHA-256"), rows)


def _thousands(count: int) -> str:
    return f"{count:,}".replace(",", " ")


def _signed(value: float, form: str = ".2f") -> str:
    return f"{value:{form}}".replace("-", MINUS)
