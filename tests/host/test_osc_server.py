# SPDX-License-Identifier: MIT
"""The server on real sockets of loopback: no lost reply, no way to end it but /quit."""

import errno
import json
import os
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, ClassVar

import numpy as np
import pytest
from click.testing import CliRunner

from autocoder.commands.remote import patches, remote
from autocoder.device.build import PROJECT
from autocoder.errors import InputError, ModelError
from autocoder.osc import schedule, sockets
from autocoder.osc import server as server_module
from autocoder.osc.addresses import LISTEN_HOST, LISTEN_PORT, NAMES, REPLY_PORT
from autocoder.osc.measure import client_socket, measure_decodes
from autocoder.osc.messages import build, read
from autocoder.osc.parsing import parse
from autocoder.osc.remote import Remote
from autocoder.osc.schedule import Schedule
from autocoder.osc.server import Server
from autocoder.osc.sockets import open_socket

MODEL = PROJECT / "models" / "strings"
PATIENCE_S = 20.0


class Client:
    """A socket that asks one server and waits for answers."""

    def __init__(self, port: int, socket_: socket.socket) -> None:
        self.socket, self.target = socket_, (LISTEN_HOST, port)
        self.socket.settimeout(PATIENCE_S)

    def send(self, datagram: bytes) -> None:
        self.socket.sendto(datagram, self.target)

    def receive(self) -> tuple[str, list[Any]]:
        return read(self.socket.recv(1 << 16))[0]


def until(condition: Callable[[], bool]) -> None:
    """Wait until something is true, or fail."""
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.0001)


def taken(server: Server, count: int) -> bool:
    """Say whether so many requests wait to be answered."""
    return server._waiting.qsize() >= count


@pytest.fixture
def client() -> Iterator[Client]:
    """Return a client of a server in this process that plays the default model."""
    player = Remote()
    player.load(str(MODEL), ("decoder", "encoder"))
    yield from serving(player)


def serving(player: Remote) -> Iterator[Client]:
    with client_socket() as own, Server(player, port=0, reply_port=own.getsockname()[1]) as server:
        thread = threading.Thread(target=server.serve)
        thread.start()
        yield Client(server.port, own)
        server.stop()
        thread.join(PATIENCE_S)
        assert not thread.is_alive()


def test_fault_lost_replies_under_load() -> None:
    """The ancestor lost replies under 500 requests a second; here 2000 come, each is answered, in order."""
    load = measure_decodes(MODEL, seconds=3.0, rate_hz=2000.0)
    assert (load.lost, load.wrong) == (0, 0)
    assert load.sent >= 3.0 * 2000.0 - 50


def test_fault_raised_under_load() -> None:
    """Threads shared one interpreter and raised; at full speed every answer is the right one."""
    load = measure_decodes(MODEL, seconds=1.0)
    assert (load.lost, load.wrong) == (0, 0)
    assert load.sent > 100


def test_nothing_is_lost_while_a_model_loads(monkeypatch: pytest.MonkeyPatch) -> None:
    """However small the system's buffer: a thread empties it while the other is busy."""
    monkeypatch.setattr(sockets, "RECEIVE_BYTES", 4096)
    player = Remote()
    busy = threading.Event()

    def slow(arguments: list[Any]) -> list[bytes]:
        busy.wait(PATIENCE_S)
        return [build("/loaded", "slowly")]

    player._handlers["/load"] = slow
    with client_socket() as own, Server(player, port=0, reply_port=own.getsockname()[1]) as server:
        thread = threading.Thread(target=server.serve)
        thread.start()
        client = Client(server.port, own)
        client.send(build("/load", "strings"))
        for count in range(1, 501):
            client.send(build("/deep", count % 2))
            until(partial(taken, server, count))
        busy.set()
        assert client.receive() == ("/loaded", ["slowly"])
        assert [client.receive() for _ in range(500)] == [("/deep", [count % 2]) for count in range(1, 501)]
        server.stop()
        thread.join(PATIENCE_S)


def test_garbage_and_errors_do_not_end_it(client: Client) -> None:
    for datagram in (b"", b"\0", b"/", b"#bundle\0", np.random.default_rng(0).bytes(5000)):
        client.send(datagram)
        assert client.receive()[0] == "/error"
    client.send(build("/load", "nowhere"))
    address, (asked, said) = client.receive()
    assert (address, asked) == ("/error", "/load")
    assert "nowhere" in said
    client.send(build("/sanity/check"))
    assert client.receive() == ("/sanity", ["checked"])


def test_silence_does_not_end_it(client: Client) -> None:
    time.sleep(3.0 * server_module.POLL_SECONDS)
    client.send(build("/sanity/check"))
    assert client.receive() == ("/sanity", ["checked"])


def test_a_client_that_is_gone_does_not_end_it(client: Client) -> None:
    with client_socket() as other:
        for _ in range(20):
            other.sendto(build("/sanity/check"), client.target)
    for _ in range(20):
        assert client.receive() == ("/sanity", ["checked"])


def test_quit_frees_the_port() -> None:
    player = Remote()
    for client in serving(player):
        client.send(build("/quit"))
        until(lambda: not player.running)
    assert not player.running
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as again:
        again.bind(client.target)


def test_answers_to_the_port_that_asked_when_told() -> None:
    with Server(Remote(), port=0, reply_port=0) as server, client_socket() as own:
        thread = threading.Thread(target=server.serve)
        thread.start()
        asking = Client(server.port, own)
        asking.send(build("/sanity/check"))
        assert asking.receive() == ("/sanity", ["checked"])
        server.stop()
        thread.join(PATIENCE_S)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_port_that_is_taken_is_an_error_of_one_line(host: str) -> None:
    with open_socket(host, 0) as taken, pytest.raises(InputError, match="another program uses it") as raised:
        Server(Remote(), host, taken.getsockname()[1])
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(("host", "reason"), [
    ("no such host", "no such host"), ("256.1.1.1", "no such host"), ("203.0.113.7", "no such address"),
    ("2001:db8::7", r"\[2001:db8::7\]:0 cannot be opened: this machine has no such address"),
    ("a..b", "no such host"),
])
def test_a_host_that_is_not_ours_is_an_error_of_one_line(host: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as raised:
        Server(Remote(), host, 0)
    assert "cannot be opened" in str(raised.value)
    assert "remote" not in str(raised.value)


@pytest.mark.parametrize(("number", "reason"), [
    (errno.EACCES, "from 1024 on"), (errno.EAFNOSUPPORT, "no IPv6"), (errno.ENOBUFS, "choose another"),
])
def test_why_the_system_refuses_a_port_is_said(monkeypatch: pytest.MonkeyPatch, number: int,
                                               reason: str) -> None:
    def refuse(*arguments: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(socket, "socket", refuse)
    with pytest.raises(InputError, match=reason):
        open_socket("::1", 0)


@pytest.mark.parametrize(("host", "client_host"), [("::1", "::1"), ("::", "::1"), ("::", "127.0.0.1")])
@pytest.mark.parametrize("to_sender", [True, False])
def test_listens_and_answers_over_ipv6(host: str, client_host: str, to_sender: bool) -> None:
    with open_socket(client_host, 0) as own:
        reply_port = 0 if to_sender else own.getsockname()[1]
        with Server(Remote(), host, 0, reply_port) as server:
            thread = threading.Thread(target=server.serve)
            thread.start()
            own.settimeout(PATIENCE_S)
            own.sendto(build("/sanity/check"), (client_host, server.port))
            assert read(own.recv(1 << 16)) == [("/sanity", ["checked"])]
            server.stop()
            thread.join(PATIENCE_S)


@pytest.mark.parametrize(("host", "reply_host"), [
    ("127.0.0.1", "localhost"), ("::1", "::1"), ("::", "127.0.0.1"),
])
def test_answers_to_the_host_that_it_is_given(host: str, reply_host: str) -> None:
    with open_socket(reply_host, 0) as own, Server(
            Remote(), host, 0, own.getsockname()[1], reply_host) as server:
        own.settimeout(PATIENCE_S)
        server.handle(build("/sanity/check"), ("192.0.2.1", 9))
        assert read(own.recv(1 << 16)) == [("/sanity", ["checked"])]
        server._socket.close()


@pytest.mark.parametrize(("host", "reply_host"), [("127.0.0.1", "::1"), ("::1", "no such host")])
def test_a_host_that_cannot_be_answered_is_an_error_of_one_line(host: str, reply_host: str) -> None:
    with pytest.raises(InputError, match=f"--reply-host {reply_host}: no IPv") as raised:
        Server(Remote(), host, 0, reply_host=reply_host)
    assert "\n" not in str(raised.value)


def bundle_at(unix_s: float, *messages: bytes) -> bytes:
    """Return a bundle that is due then."""
    tag = round((unix_s + 2_208_988_800) * 2**32)
    return b"#bundle\0" + tag.to_bytes(8, "big") + b"".join(
        len(each).to_bytes(4, "big") + each for each in messages)


def test_a_bundle_is_answered_at_its_time(client: Client) -> None:
    """What came later but is due at once is answered first; what is past is due at once."""
    due = time.time() + 0.5
    client.send(bundle_at(due, build("/deep", 1), build("/sanity/check")))
    client.send(bundle_at(due - 3600.0, build("/deep", 0)))
    assert client.receive() == ("/deep", [0])
    assert time.time() < due
    assert client.receive() == ("/deep", [1])
    assert time.time() >= due
    assert client.receive() == ("/sanity", ["checked"])


def test_a_bundle_of_a_clock_that_is_wrong_is_an_error(client: Client) -> None:
    client.send(bundle_at(time.time() + 7200.0, build("/deep", 1)))
    address, (asked, said) = client.receive()
    assert (address, asked) == ("/error", "#bundle")
    assert re.match(r"a time tag 7[12]\d\d s ahead of this machine's clock: at most 60 s", said)


def test_no_more_may_wait_than_has_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "MOST_HELD", 3)
    held: Schedule[int] = Schedule()
    assert held.add(parse(bundle_at(101.0, *[build("/a")] * 3)), 1, 100.0) == []
    with pytest.raises(InputError, match="wait for their time"):
        held.add(parse(bundle_at(101.0, build("/b"))), 2, 100.0)
    assert held.wait_s(100.0, 60.0) == 1.0
    assert list(held.due(100.9)) == []
    assert [(len(messages), sender) for messages, sender in held.due(101.0)] == [(3, 1)]
    assert held.wait_s(101.0, 60.0) == 60.0


def test_a_reply_that_the_system_does_not_send_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """macOS sends 9 kB at most."""
    class Small:
        sent: ClassVar[list[bytes]] = []

        def sendto(self, datagram: bytes, target: object) -> None:
            if len(datagram) > 9216:
                raise OSError(errno.EMSGSIZE, "Message too long")
            self.sent.append(datagram)

    player = Remote()
    player.load(str(MODEL), ("decoder",))
    with Server(player, port=0) as server:
        server._socket.close()
        monkeypatch.setattr(server, "_socket", Small())
        server.handle(build("/decode/batch", *[0.5] * 8 * 51), ("127.0.0.1", 9))
    (_, (asked, said)), = read(Small.sent[0])
    assert asked == "/decoded/batch"
    assert said == "this system sends no reply of 65300 bytes; ask for fewer rows"


def test_the_defaults_are_the_ancestors_ports_on_loopback_alone() -> None:
    assert (LISTEN_HOST, LISTEN_PORT, REPLY_PORT) == ("127.0.0.1", 4013, 4061)
    with Server(Remote(), port=0) as server:
        assert server._socket.getsockname()[0] == "127.0.0.1"
        server._socket.close()
    options = {each.name: each.default for each in remote.params}
    assert (options["host"], options["port"], options["reply_port"]) == ("127.0.0.1", 4013, 4061)


def test_the_help_lists_every_address_and_an_example() -> None:
    text = CliRunner().invoke(remote, ["--help"]).output
    assert "Example: autocoder remote" in text
    assert all(f" {name} " in text for name in NAMES)


def test_the_command_measures() -> None:
    done = CliRunner().invoke(remote, [str(MODEL), "--measure", "0.2", "--rate", "500", "--json"])
    assert done.exit_code == 0
    figures = json.loads(done.stdout)
    assert (figures["lost"], figures["wrong"]) == (0, 0)
    assert figures["sent"] >= 90


@pytest.mark.parametrize("arguments", [["nowhere"], ["nowhere", "--measure", "1"]])
def test_the_command_refuses_what_is_no_model(arguments: list[str]) -> None:
    assert isinstance(CliRunner().invoke(remote, arguments).exception, ModelError)


def test_the_command_writes_the_patches(tmp_path: Any) -> None:
    done = CliRunner().invoke(patches, ["-o", str(tmp_path / "out"), "--json"])
    assert done.exit_code == 0
    assert [path.split("/")[-1] for path in json.loads(done.stdout)["files"]] == ["autocoder.pd",
                                                                                 "autocoder.maxpat"]
    assert (tmp_path / "out" / "autocoder.pd").read_text().startswith("#N canvas")


def test_requests_beyond_what_may_wait_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two may wait here, and nobody answers yet."""
    monkeypatch.setattr(server_module, "MOST_WAITING", 2)
    with Server(Remote(), port=0) as server, client_socket() as own:
        receiving = threading.Thread(target=server._receive)
        receiving.start()
        for _ in range(5):
            own.sendto(build("/sanity/check"), (LISTEN_HOST, server.port))
        until(lambda: server.left_out == 3)
        assert server._waiting.qsize() == 2
        server.stop()
        receiving.join(PATIENCE_S)
        server._socket.close()


@pytest.mark.parametrize("left_out", [0, 3])
@pytest.mark.parametrize("ended", [None, KeyboardInterrupt])
def test_what_was_left_out_is_told_at_the_end(
        monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], ended: type[BaseException] | None,
        left_out: int) -> None:
    """However the server ends: by /quit or by Ctrl-C."""
    def serve(server: Server) -> None:
        server._socket.close()
        server.left_out = left_out
        if ended:
            raise ended

    monkeypatch.setattr(Server, "serve", serve)
    CliRunner().invoke(remote, [str(MODEL), "--port", "0"])
    assert ("3 requests" in capfd.readouterr().err) == (left_out == 3)
