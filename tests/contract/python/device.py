"""What a phone lends the core, held in memory, with switches for what may go wrong; and the listeners of a shell."""

import os
import threading
import time

from etong.etong_core import Device, DeviceError
from etong.etong_ffi import ChangeListener, ProgressListener


class PocketDevice(Device):
    def __init__(self, secrets=None):
        self.secrets = {} if secrets is None else secrets
        self.is_online = True
        self.is_locked = False
        self.breaks = None

    def now_ms(self):
        self._break("now_ms")
        return time.time_ns() // 1_000_000

    def monotonic_ms(self):
        return time.monotonic_ns() // 1_000_000

    def random(self, count):
        self._break("random")
        return os.urandom(count)

    def secret(self, name):
        self._break("secret")
        if self.is_locked:
            raise DeviceError.Locked()
        return self.secrets.get(name)

    def keep_secret(self, name, secret):
        if self.is_locked:
            raise DeviceError.Locked()
        self.secrets[name] = secret

    def online(self):
        return self.is_online

    def _break(self, method):
        if self.breaks == method:
            raise ValueError(f"{method} broke")


class Ear(ChangeListener):
    """Keeps what it hears."""

    def __init__(self):
        self._lock = threading.Lock()
        self._heard = []
        self.fails = False

    def changed(self, changed):
        with self._lock:
            self._heard.append(changed)
        if self.fails:
            raise RuntimeError("the screen is gone")

    def heard(self):
        """All ids since the last time, by noun."""
        with self._lock:
            heard, self._heard = self._heard, []
        return {noun: {id for one in heard for id in getattr(one, noun)} for noun in ("residents", "cases", "patrols")}


class Eye(ProgressListener):
    """Keeps every step, and does something at each if told to."""

    def __init__(self, then=None):
        self.steps = []
        self._then = then

    def progressed(self, progress):
        self.steps.append(progress)
        if self._then is not None:
            self._then()
