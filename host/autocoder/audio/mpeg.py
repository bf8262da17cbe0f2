# SPDX-License-Identifier: MIT
"""MPEG audio as runs of frames: an mp3 file has no header, and its length is that of its frames.

A run ends where another file was joined on, which shows in a Xing, Info or VBRI frame, in another format or
in a gap. Tags before, between and behind are passed over.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from autocoder.audio.part import Part

LARGEST_GAP_BYTES = 512  # the decoder finds the next frame behind so much itself
SURE_FRAMES = 3  # that follow each other where one is looked for
ENDLESS_BYTES = 1 << 40  # a length from which no decoder estimates too few samples
HEADER_BYTES = 4

RATES_HZ = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
FIRST_KBITS = {1: tuple(range(32, 449, 32)),
               2: (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
               3: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)}
SECOND_KBITS = {1: (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
                2: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
                3: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)}


@dataclass(frozen=True)
class Frame:
    """What a frame's header says: its bytes and samples, and the kind that a whole file keeps to."""

    size: int
    samples: int
    rate_hz: int
    kind: tuple[int, int, int, bool]  # version, layer, rate, one channel


@dataclass
class Run:
    """Frames that decode in one go; `declared` of a Xing, Info or VBRI frame, which is not counted."""

    start: int
    end: int
    frame: Frame
    count: int = 0
    audio_start: int = 0
    declared: int = 0
    declared_bytes: int = 0

    @property
    def described(self) -> bool:
        """Whether such a frame begins it."""
        return self.audio_start > self.start


def mpeg_parts(data: bytes, offset: int = 0) -> list[Part]:
    """Return a part for each run of frames; `offset` is where the data lie in the file."""
    runs = [run for run in _runs(data) if run.count]
    return [_part(run, _rest(run, runs[place + 1:]), offset) for place, run in enumerate(runs)]


def _rest(run: Run, following: list[Run]) -> list[Run]:
    """Return the runs that damage parts from the one before them, and not the start of another file."""
    return list(takewhile(lambda each: not each.described and each.frame.kind == run.frame.kind, following))


def _part(run: Run, rest: list[Run], offset: int) -> Part:
    missing = run.declared - run.count
    if run.declared and abs(missing) <= 1:
        return Part(offset + run.start, offset + run.end)  # its first frame tells the decoder the delay, too
    count, end = run.count + sum(each.count for each in rest), rest[-1].end if rest else run.end
    cut = run.declared - count > 1 and not 0 < run.declared_bytes <= end - run.start
    return Part(offset + run.audio_start, offset + run.end, length=ENDLESS_BYTES,
                share=count / run.declared if cut else 1.0, samples=run.count * run.frame.samples)


def _runs(data: bytes) -> Iterator[Run]:
    """Yield the runs; the frame that the end cuts off belongs to none."""
    run: Run | None = None
    at = _next_frame(data, 0)
    while at is not None:
        frame = parse_frame(data[at:at + HEADER_BYTES])
        if frame is None:
            at = _next_frame(data, at)
            continue
        if at + frame.size > len(data):
            break
        declared, declared_bytes = _declared(data, at, frame)
        if run is None or declared is not None or run.frame.kind != frame.kind \
                or at - run.end > LARGEST_GAP_BYTES:
            if run is not None:
                yield run
            run = Run(at, at, frame, audio_start=at if declared is None else at + frame.size,
                      declared=declared or 0, declared_bytes=declared_bytes)
        run.count += declared is None
        at += frame.size
        run.end = at
    if run is not None:
        yield run


def _next_frame(data: bytes, at: int) -> int | None:
    """Return where a few frames begin that follow each other, from `at` on."""
    while (at := data.find(b"\xff", at)) >= 0:
        if _is_sure(data, at):
            return at
        at += 1
    return None


def _is_sure(data: bytes, at: int) -> bool:
    kind = None
    for _ in range(SURE_FRAMES):
        if kind is not None and at >= len(data) - HEADER_BYTES:
            return True
        frame = parse_frame(data[at:at + HEADER_BYTES])
        if frame is None or (kind is not None and frame.kind[:3] != kind[:3]):
            return False
        kind, at = frame.kind, at + frame.size
    return True


@lru_cache(maxsize=4096)
def parse_frame(header: bytes) -> Frame | None:
    """Return what the four bytes of a frame's header say; None where they are no header."""
    if len(header) < HEADER_BYTES or header[0] != 0xFF or header[1] & 0xE0 != 0xE0:
        return None
    version, layer = header[1] >> 3 & 3, 4 - (header[1] >> 1 & 3)
    rate, kbits, padding = header[2] >> 2 & 3, header[2] >> 4, header[2] >> 1 & 1
    if version == 1 or layer == 4 or rate == 3 or not 0 < kbits < 15:
        return None
    rate_hz = RATES_HZ[version][rate]
    bits = 1000 * (FIRST_KBITS if version == 3 else SECOND_KBITS)[layer][kbits - 1]
    samples = 384 if layer == 1 else 1152 if layer == 2 or version == 3 else 576
    slot = 4 if layer == 1 else 1
    size = (samples // 8 * bits // rate_hz // slot + padding) * slot
    return Frame(size, samples, rate_hz, (version, layer, rate, header[3] >> 6 == 3))


def _declared(data: bytes, at: int, frame: Frame) -> tuple[int | None, int]:
    """Return the frames and bytes that a frame of a file's description declares, 0 where it leaves them out.

    None for a frame of sound.
    """
    version, _, _, mono = frame.kind
    side = (17 if mono else 32) if version == 3 else (9 if mono else 17)
    tag = at + HEADER_BYTES + side
    if data[tag:tag + 4] in (b"Xing", b"Info"):
        flags, place = data[tag + 7], tag + 8
        frames = int.from_bytes(data[place:place + 4]) if flags & 1 else 0
        place += 4 if flags & 1 else 0
        return frames, int.from_bytes(data[place:place + 4]) if flags & 2 else 0
    if data[at + 36:at + 40] == b"VBRI":
        return int.from_bytes(data[at + 50:at + 54]), int.from_bytes(data[at + 46:at + 50])
    return None, 0
