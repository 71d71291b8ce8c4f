"""Plays the contract's cases in Python against the built library and a real relay. Builds nothing.

Prints one line per case, then `N passed, N failed`; exit code 1 when one failed.
"""

import argparse
import asyncio
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import traceback

HERE = pathlib.Path(__file__).resolve().parent
CONTRACT = HERE.parent
ROOT = CONTRACT.parent.parent
LONGEST_CASE_S = 120


def main():
    options = read_options()
    for file in (options.library, options.bindgen, options.server):
        if not file.is_file():
            sys.exit(f"{file} is missing; build it first (see {CONTRACT / 'README.md'})")
    with tempfile.TemporaryDirectory(prefix="etong-contract-") as temporary:
        folder = pathlib.Path(temporary)
        generate(options, folder / "etong")
        # Cases make the device panic on purpose: one line each is enough.
        os.environ["RUST_BACKTRACE"] = "0"
        sys.path[:0] = [str(folder), str(HERE)]
        passed, failed = asyncio.run(play(options, folder))
        print(f"{passed} passed, {failed} failed", flush=True)
        # The library's threads do not outlive the process, and nothing is left to tidy up.
        sys.stderr.flush()
    return 1 if failed else 0


def read_options():
    built = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "debug"
    library = {"darwin": "libetong_ffi.dylib", "win32": "etong_ffi.dll"}.get(sys.platform, "libetong_ffi.so")
    parser = argparse.ArgumentParser(description=__doc__)
    for name, file in (("library", library), ("bindgen", "uniffi-bindgen"), ("server", "etong-server")):
        default = os.environ.get(f"ETONG_{name.upper()}", built / file)
        parser.add_argument(f"--{name}", type=pathlib.Path, default=pathlib.Path(default))
    parser.add_argument("--only", metavar="CASE", help="stop after this case (they build on each other)")
    options = parser.parse_args()
    for name in ("library", "bindgen", "server"):
        setattr(options, name, getattr(options, name).resolve())
    return options


def generate(options, package):
    """The generated module looks for the library beside itself."""
    command = [options.bindgen, "generate", "--library", options.library, "--language", "python", "--no-format"]
    subprocess.run([*command, "--out-dir", package], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    try:
        (package / options.library.name).symlink_to(options.library)
    except OSError:
        shutil.copy(options.library, package)


async def play(options, folder):
    import cases
    from relay import Relay
    from world import World

    data = json.loads((CONTRACT / "data.json").read_text(encoding="utf-8"))
    listed = [case["name"] for case in json.loads((CONTRACT / "cases.json").read_text(encoding="utf-8"))]
    functions = cases.all_by_name()
    odd = set(listed) ^ set(functions)
    if odd:
        sys.exit(f"cases.json and the runner differ: {sorted(odd)}")
    relay = Relay(options.server, folder)
    passed = failed = 0
    try:
        relay.start()
        relay.take_directory(data["directory"], folder)
        world = World(relay, folder, data)
        for name in listed:
            if await one(name, functions[name], world):
                passed += 1
            else:
                failed += 1
            if name == options.only:
                break
    finally:
        relay.close()
    return passed, failed


async def one(name, function, world):
    try:
        await asyncio.wait_for(function(world), LONGEST_CASE_S)
    except Exception as error:
        print(f"FAILED  {name}: {error!r}", flush=True)
        traceback.print_exc()
        return False
    print(f"passed  {name}", flush=True)
    return True


if __name__ == "__main__":
    sys.exit(main())
