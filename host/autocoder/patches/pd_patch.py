# SPDX-License-Identifier: MIT
"""The Pure Data patch: eight sliders, the decoded spectrum as a picture, and noise or adc~ filtered by it.

Vanilla objects only. Everything can be reached by messages: autocoder-latent-1 .. -8, autocoder-run,
autocoder-port, autocoder-listen, autocoder-level, autocoder-input; arrays and signals are named autocoder-...
too, and what is thrown to autocoder-in is filtered as adc~ is.
"""

from autocoder.osc.addresses import LISTEN_PORT, REPLY_PORT, TABLE
from autocoder.patches.pd_canvas import Box, Canvas
from autocoder.patches.pd_level import LOUDNESS, pd_leveller
from autocoder.patches.waiting import NOT_RUNNING, PATIENCE_MS
from autocoder.spec import LATENTS, MEL_BANDS, SPECTRUM_FFT
from autocoder.spectra.mel import band_points_mel

FRAME_MS = 8  # 125 frames a second, as often as the module decodes
OVERLAP = 4
PLAYED = ("/decode", "/encode")  # these come from sliders and picture, all others from a message
LOOK = "0 10 -262144 -1 -1"  # of sliders and buttons: font, its size, black on white


def pd_patch() -> str:
    """Return the text of autocoder.pd."""
    canvas = Canvas(900, 960)
    canvas.add("text", 20, 10, "autocoder: plays a model. First start the server: autocoder remote")
    sender = canvas.add("obj", 20, 420, "netsend -u -b")
    _connection(canvas, sender)
    _latents(canvas, sender)
    _messages(canvas, sender)
    _silence(canvas, _replies(canvas))
    _sound(canvas)
    return canvas.text()


def _connection(canvas: Canvas, sender: Box) -> None:
    port = canvas.add("obj", 20, 340, "r autocoder-port")
    start = canvas.add("obj", 140, 310, "loadbang")
    default = canvas.add("msg", 140, 340, str(LISTEN_PORT))
    connect = canvas.add("msg", 20, 380, "disconnect, connect 127.0.0.1 $1")
    canvas.chain(port, connect, sender)
    canvas.chain(start, default, connect)


def _latents(canvas: Canvas, sender: Box) -> None:
    """Sliders; each frame sends where all eight are."""
    pack = canvas.add("obj", 300, 230, "pack " + " ".join(["f"] * LATENTS))
    pairs = canvas.add("obj", 300, 260, "oscformat decode")
    for index in range(LATENTS):
        slider = canvas.add("obj", 300 + 30 * index, 70, "vsl 18 129 0 1 0 1 empty "
                            f"autocoder-latent-{index + 1} {index + 1} 0 -9 {LOOK} 6400 1")
        canvas.connect((slider, 0, pack, index))
    start = canvas.add("obj", 20, 40, "loadbang")
    on = canvas.add("msg", 20, 70, "1")
    name = canvas.add("obj", 80, 70, "r autocoder-run")
    toggle = canvas.add("obj", 20, 110, f"tgl 18 0 autocoder-running empty run 24 8 {LOOK} 0 1")
    clock = canvas.add("obj", 20, 150, f"metro {FRAME_MS}")
    canvas.chain(start, on, toggle, clock, pack, pairs, sender)
    canvas.chain(name, toggle)


def _messages(canvas: Canvas, sender: Box) -> None:
    """A message box for each other address; encoding takes the picture back to latents."""
    form = canvas.add("obj", 600, 560, "oscformat")
    others = [each for each in TABLE if each.name not in PLAYED]
    for row, each in enumerate(others):
        example = " ".join(value if isinstance(value, str) else f"{value:g}" for value in each.example)
        parts = each.name.strip("/").replace("/", " ")
        box = canvas.add("msg", 600, 60 + 30 * row, f"set {parts}, list {example}".rstrip())
        canvas.chain(box, form)
    press = canvas.add("obj", 300, 300, f"bng 18 250 50 0 empty autocoder-encode encode 24 8 {LOOK}")
    picture = canvas.add("obj", 300, 330, "array get autocoder-mel")
    canvas.chain(press, picture, canvas.add("obj", 300, 360, "oscformat encode"), sender)
    canvas.chain(form, sender)


def _replies(canvas: Canvas) -> Box:
    """Decoded rows go into the picture's array; everything else to autocoder-reply and the log.

    Returns the box that puts out every reply.
    """
    listen = canvas.add("obj", 20, 470, "r autocoder-listen")
    port = canvas.add("msg", 20, 500, "listen $1")
    receiver = canvas.add("obj", 20, 530, f"netreceive -u -b {REPLY_PORT}")
    route = canvas.add("obj", 20, 620, "route decoded")
    parsed = canvas.add("obj", 20, 560, "oscparse")
    canvas.chain(listen, port, receiver, parsed, canvas.add("obj", 20, 590, "list trim"), route)
    # /decoded/batch is many rows: too many for the picture.
    batch = canvas.add("obj", 20, 650, "route batch")
    first = canvas.add("obj", 60, 680, "list prepend 0")
    canvas.connect((route, 0, batch, 0), (batch, 1, first, 0))
    both = canvas.add("obj", 60, 705, "t b a")
    canvas.chain(first, both, canvas.add("obj", 140, 730, "s autocoder-decoded"))
    canvas.connect((both, 1, canvas.add("obj", 60, 730, "s autocoder-mel"), 0))
    reply = canvas.add("obj", 200, 650, "s autocoder-reply")
    log = canvas.add("obj", 200, 680, "print autocoder")
    canvas.connect((route, 1, reply, 0), (route, 1, log, 0))
    canvas.graph(300, 440, "autocoder-mel", MEL_BANDS)
    return parsed


def _silence(canvas: Canvas, parsed: Box) -> None:
    """While it runs and no reply has come for a second, say so in the console, once."""
    running, split = canvas.add("obj", 700, 600, "r autocoder-running"), canvas.add("obj", 700, 625, "t f f")
    off, stop = canvas.add("obj", 780, 655, "sel 0"), canvas.add("msg", 780, 685, "stop")
    seen, gate = canvas.add("obj", 640, 655, "t b"), canvas.add("obj", 640, 685, "spigot")
    start = canvas.add("obj", 830, 685, "t b")  # a number would set the time
    waited = canvas.add("obj", 700, 715, f"delay {PATIENCE_MS}")
    said = canvas.add("msg", 700, 745, NOT_RUNNING)
    canvas.chain(running, split, off, stop, waited, said, canvas.add("obj", 700, 775, "print -n"))
    canvas.chain(parsed, seen, gate, waited)
    canvas.connect((split, 1, gate, 1), (off, 1, start, 0))
    canvas.chain(start, waited)


def _sound(canvas: Canvas) -> None:
    """White noise or what comes in by adc~ through the spectrum, brought to one loudness."""
    level = canvas.add("obj", 470, 600, "hsl 129 18 0 2 0 1 empty autocoder-level empty -2 -10 "
                                        f"{LOOK} 6400 1")
    canvas.add("text", 606, 600, "level: 1 is -18 dBFS")
    soft = canvas.add("msg", 470, 630, "$1 50")
    line = canvas.add("obj", 470, 660, "line~")
    levelled, gain = canvas.add("obj", 300, 670, "*~"), canvas.add("obj", 300, 695, "*~")
    limit = canvas.add("obj", 300, 720, "clip~ -1 1")
    spectrum = canvas.subpatch(300, 620, _spectrum())
    canvas.chain(_source(canvas), spectrum, levelled, gain, limit)
    canvas.chain(level, soft, line)
    canvas.connect((line, 0, gain, 1))
    canvas.connect((canvas.subpatch(300, 645, pd_leveller()), 0, levelled, 1))
    output, tap = canvas.add("obj", 300, 745, "dac~"), canvas.add("obj", 420, 745, "s~ autocoder-out")
    canvas.connect((limit, 0, output, 0), (limit, 0, output, 1), (limit, 0, tap, 0))
    canvas.subpatch(470, 690, _tables())


def _source(canvas: Canvas) -> Box:
    """Noise, or with the toggle on the sound card's first input and what is thrown to autocoder-in."""
    toggle = canvas.add("obj", 20, 770, f"tgl 18 0 autocoder-input-on autocoder-input empty 24 8 {LOOK} 0 1")
    canvas.add("text", 46, 770, "filter adc~ in place of noise~")
    noise, card = canvas.add("obj", 20, 830, "noise~"), canvas.add("obj", 120, 830, "adc~ 1")
    thrown = canvas.add("obj", 190, 830, "catch~ autocoder-in")
    without, within = canvas.add("obj", 20, 800, "== 0"), canvas.add("obj", 120, 860, "*~")
    silent, both = canvas.add("obj", 20, 860, "*~"), canvas.add("obj", 20, 920, "+~")
    # White noise that comes in as loud as the patch plays by itself leaves as loud.
    scale = canvas.add("obj", 120, 890, f"*~ {3.0**-0.5 / LOUDNESS:.4g}")
    canvas.chain(canvas.add("obj", 220, 740, "loadbang"), canvas.add("msg", 220, 770, "0"), toggle, without)
    canvas.connect((without, 0, silent, 1), (toggle, 0, within, 1), (noise, 0, silent, 0),
                   (card, 0, within, 0), (thrown, 0, within, 0), (silent, 0, both, 0), (scale, 0, both, 1))
    canvas.chain(within, scale)
    return both


def _spectrum() -> Canvas:
    """Overlap-add: window, FFT, two neighbouring bands weighted at each bin, inverse FFT, window."""
    inner = Canvas(600, 420, "autocoder-spectrum")
    inlet, forward = inner.add("obj", 20, 20, "inlet~"), inner.add("obj", 20, 110, "rfft~")
    window, shape = inner.add("obj", 120, 50, "tabreceive~ autocoder-window"), inner.add("obj", 20, 80, "*~")
    inner.chain(inlet, shape, forward)
    place = inner.add("obj", 250, 110, "tabreceive~ autocoder-place")
    low, high = (inner.add("obj", x, 170, "tabread~ autocoder-mel") for x in (250, 420))
    above, fraction = inner.add("obj", 420, 140, "+~ 1"), inner.add("obj", 180, 170, "wrap~")
    difference, part = inner.add("obj", 420, 200, "-~"), inner.add("obj", 420, 230, "*~")
    amplitude = inner.add("obj", 250, 260, "+~")
    inner.chain(place, low, amplitude)
    inner.chain(place, above, high, difference, part)
    inner.connect((place, 0, fraction, 0), (low, 0, difference, 1), (fraction, 0, part, 1),
                  (part, 0, amplitude, 1))
    real, imaginary = inner.add("obj", 20, 300, "*~"), inner.add("obj", 80, 300, "*~")
    back, fade = inner.add("obj", 20, 330, "rifft~"), inner.add("obj", 20, 360, "*~")
    # Squared Hann windows at a quarter of their length add up to 3/2.
    scale = inner.add("obj", 20, 390, f"*~ {1.0 / (1.5 * SPECTRUM_FFT):.9g}")
    inner.connect((forward, 0, real, 0), (forward, 1, imaginary, 0), (amplitude, 0, real, 1),
                  (amplitude, 0, imaginary, 1), (real, 0, back, 0), (imaginary, 0, back, 1),
                  (window, 0, shape, 1), (window, 0, fade, 1))
    inner.chain(back, fade, scale, inner.add("obj", 20, 420, "outlet~"))
    inner.add("obj", 180, 20, f"block~ {SPECTRUM_FFT} {OVERLAP}")
    return inner


def _tables() -> Canvas:
    """Once, at the sample rate that Pure Data runs at: the band of each bin, and the Hann window."""
    inner = Canvas(760, 400, "autocoder-tables")
    points = band_points_mel()
    first, step = f"{points[1]:.7g}", f"{points[1] - points[0]:.7g}"
    inner.add("obj", 20, 340, f"array define autocoder-place {SPECTRUM_FFT}")
    inner.add("obj", 20, 370, f"array define autocoder-window {SPECTRUM_FFT}")
    start, rate = inner.add("obj", 20, 20, "loadbang"), inner.add("obj", 20, 50, "samplerate~")
    order, loop = inner.add("obj", 20, 80, "t b b f"), inner.add("obj", 20, 140, "until")
    zero, count = inner.add("msg", 120, 140, "0"), inner.add("obj", 20, 170, "f")
    split, add = inner.add("obj", 20, 200, "t f f f"), inner.add("obj", 320, 140, "+ 1")
    stop = inner.add("obj", 320, 170, f"sel {SPECTRUM_FFT}")
    place = inner.add("obj", 20, 240, f"expr max(0, min({MEL_BANDS - 1}, (2595 * log10(1 + $f1 * $f2 / "
                                      f"{700 * SPECTRUM_FFT}) - {first}) / {step}))")
    window = inner.add("obj", 20, 280, f"expr 0.5 - 0.5 * cos(6.2831853 * $f1 / {SPECTRUM_FFT})")
    places = inner.add("obj", 420, 310, "tabwrite autocoder-place")
    windows = inner.add("obj", 20, 310, "tabwrite autocoder-window")
    inner.chain(start, rate, order, loop, count, split)
    inner.connect((order, 1, zero, 0), (zero, 0, count, 1), (order, 2, place, 1),
                  (split, 2, add, 0), (add, 0, count, 1), (add, 0, stop, 0), (stop, 0, loop, 1),
                  (split, 1, places, 1), (split, 1, windows, 1), (split, 0, place, 0), (split, 0, window, 0),
                  (place, 0, places, 0), (window, 0, windows, 0))
    return inner
