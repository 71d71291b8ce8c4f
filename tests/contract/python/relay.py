"""A real relay in a process of its own, and its administrator."""

import json
import signal
import subprocess


class Relay:
    def __init__(self, server, folder):
        self._server = str(server)
        self._data = folder / "relay"
        self._data.mkdir()
        self._log = open(folder / "relay.log", "ab")
        self._process = None
        self.url = None

    def start(self):
        """On the port it had before, so that phones find it again."""
        listen = self.url.removeprefix("http://") if self.url else "127.0.0.1:0"
        command = [self._server, "serve", "--data", str(self._data), "--listen", listen]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self._log, text=True)
        first = self._process.stdout.readline().strip()
        assert first.startswith("listening on http://"), f"the relay said {first!r}"
        self.url = first.removeprefix("listening on ")

    def stop(self):
        self.thaw()
        self._process.terminate()
        code = self._process.wait(timeout=20)
        assert code == 0, f"the relay ended with {code}"
        self._process = None

    def freeze(self):
        """It takes connections and answers nothing."""
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self._process.send_signal(signal.SIGCONT)

    def close(self):
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._log.close()

    def take_directory(self, directory, folder):
        file = folder / "directory.json"
        file.write_text(json.dumps(directory), encoding="utf-8")
        self._admin("import", str(file))

    def code_for(self, post):
        return json.loads(self._admin("issue-code", "--post", post, "--json"))["code"]

    def revoke(self, device):
        self._admin("revoke", "--device", device)

    def _admin(self, *words):
        command = [self._server, "admin", "--data", str(self._data), *words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, f"admin {words[0]}: {done.stderr.strip()}"
        return done.stdout
