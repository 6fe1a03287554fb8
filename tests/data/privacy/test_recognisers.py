"""Presidio's recognisers as we use them: in a process of its own, since they are made once."""

from __future__ import annotations

import subprocess
import sys

LEAN = """
import socket
def refuse(*_, **__): raise AssertionError("the network was asked")
socket.socket.connect = refuse; socket.getaddrinfo = refuse
import sys
from data.privacy.recognisers import found_in
said = "卡号4111111111111111有效，a@example.com，+44 20 7946 0958，GB29NWBK60161331926819"
kinds = sorted(one.entity_type for one in found_in(said))
assert {"card", "email", "iban", "phone"} <= set(kinds), kinds
heavy = [name for name in ("torch", "transformers") if name in sys.modules]
assert not heavy, heavy
"""


def test_they_need_neither_network_nor_torch_and_read_numbers_among_chinese() -> None:
    done = subprocess.run([sys.executable, "-c", LEAN], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr[-2000:]
