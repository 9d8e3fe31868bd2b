"""Commands as a person types them at a terminal: a real one, of a size that tests choose."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path


def on_terminal(*words: str, cwd: Path, env: Mapping[str, str], columns: int = 100, rows: int = 200) -> str:
    """What a person sees who types the command at a terminal of this size."""
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    command = [sys.executable, "-m", "carevoice_search", *words]
    process = subprocess.Popen(
        command, cwd=cwd, env=dict(env), stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True
    )
    os.close(theirs)
    seen = b""
    try:
        while chunk := os.read(ours, 65536):
            seen += chunk
    except OSError:  # Linux says so when the last writer has gone
        pass
    os.close(ours)
    assert process.wait(timeout=60) == 0, seen
    return seen.decode("utf-8").replace("\r\n", "\n")
