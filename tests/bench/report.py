#!/usr/bin/env python3
"""Measures Retort beside its peers and writes docs/performance.md.

    ./dev bench            everything, about 40 minutes on 2 cores: docs/performance.md, .jsonl and pictures/performance
    ./dev bench --quick    less of everything, about 10 minutes: build/bench/docs
    ./dev bench NAME       one part, printed; with --keep it takes the place of that part in docs/performance.md, which says
                           what each part was measured on
    ./dev bench --resume   goes on with a run that was interrupted
    ./dev bench --from docs/performance.jsonl    writes the document again without measuring

Each figure is written down as it comes; what was interrupted leaves a document of what is there. Peers need a Python with
peers/requirements.txt: RETORT_PEER_PYTHON names one, else one is made in build/peers."""
import argparse
import datetime
import fcntl
import json
import os
import pathlib
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

import document
import suite
from jobs import BF16_FLAGS, flags, HERE, processor, ROOT, Setup

LONGEST = 1200  # seconds of one process


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def peer_python(folder):
    """A Python with the peers, or None, having said why."""
    named = os.environ.get("RETORT_PEER_PYTHON")
    if named:
        return named
    python = folder / "bin" / "python"
    done = folder / "installed"
    wanted = (HERE / "peers" / "requirements.txt").read_text(encoding="utf-8")
    if done.exists() and done.read_text(encoding="utf-8") == wanted:
        return str(python)
    say(f"installing PyTorch and the other peers into {folder.relative_to(ROOT)} (about 5 GB, once)")
    try:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", HERE / "peers" / "requirements.txt"], check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        say(f"no peers: {error}. Install python3-venv and see to a connection to PyPI, or name a Python that has what "
            "tests/bench/peers/requirements.txt lists in RETORT_PEER_PYTHON. Their rows are left empty")
        return None
    done.write_text(wanted, encoding="utf-8")
    return str(python)


def output_of(command):
    try:
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT).stdout.strip()
    except OSError:
        return ""


def versions(setup):
    """Of LibTorch, and of what requirements.txt names."""
    trained = output_of(setup.bench("train", "--steps", 1, "--images", 400))
    own = json.loads(trained)["versions"] if trained else "unknown"
    names = [line.split("==")[0] for line in (HERE / "peers" / "requirements.txt").read_text().splitlines()
             if line and not line.startswith("#")]
    code = "import importlib.metadata as m, sys; print('Python ' + sys.version.split()[0], *(n + ' ' + m.version(n) for n in " \
           f"{names!r}), sep=', ')"
    return own, output_of([setup.peers, "-c", code]) if setup.peers else "none"


def machine(setup):
    known = [flag for flag in ("avx2", "avx512f", *BF16_FLAGS) if flag in flags()]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2 ** 30
    system = pathlib.Path("/etc/os-release")
    name = dict(line.split("=", 1) for line in system.read_text().splitlines() if "=" in line) if system.exists() else {}
    own, peers = versions(setup)
    chip = processor()
    # A virtual machine often hides the model's name; the number tells generations of one maker apart.
    number = f" (family {chip['cpu family']}, model {chip['model']})" if {"cpu family", "model"} <= chip.keys() else ""
    return {"processor": f"{chip.get('model name', platform.machine())}{number}, {setup.threads} cores ({', '.join(known)})",
            "memory": f"{memory:.0f} GiB", "system": f"{name.get('PRETTY_NAME', platform.system()).strip(chr(34))}, "
                                                     f"Linux {platform.release()}", "Retort": own, "peers": peers}


class Recorder:
    """Runs jobs, and writes each one's record down before the next one starts."""

    def __init__(self, file, setup, resume):
        self.file, self.setup = file, setup
        self.records = read(file) if resume else []
        self.known = {json.dumps(key(r)): r for r in self.records if "value" in r}
        self.records = [r for r in self.records if "part" not in r or "value" in r]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("".join(json.dumps(r) + "\n" for r in self.records), encoding="utf-8")
        self.process = None

    def add(self, record):
        self.records.append(record)
        with self.file.open("a", encoding="utf-8") as out:
            out.write(json.dumps(record) + "\n")
        return record

    def measure(self, part):
        """Runs a generator of jobs to its end."""
        record = None
        while True:
            try:
                job = part.send(record)
            except StopIteration:
                return
            record = self.known.get(json.dumps(job.key())) or self.run(job)
            self.known[json.dumps(job.key())] = record

    def run(self, job):
        record = dict(zip(("part", "what", "who", "size", "round"), job.key()))
        if isinstance(job.command, str):
            return self.add(record | {"missing": job.command})
        if job.prepare:
            job.prepare()
        record |= {"at": now(), "load": round(os.getloadavg()[0], 2), "command": self.shown(job.command)}
        seconds, peak, status, out, errors = self.process_of(job)
        record |= {"wall_s": round(seconds, 3), "peak_mb": round(peak, 1)}
        values = [json.loads(line) for line in out.splitlines() if line.startswith("{")] if status == 0 else []
        if values:
            record["value"] = values[-1] if len(values) == 1 else {"lines": values}
        else:
            told = [line.strip() for line in errors.splitlines() if line.strip() and not line.startswith("Run with --help")]
            told = told or [f"it ended with {status}"]
            record["error"] = self.shown(told[-1:])[:200]
        say(f"{job.part}, {job.what}, {job.who}" + (f", {job.size:,}" if job.size else "") + f", round {job.round}: " +
            (f"{seconds:.1f} s" if values else record["error"]))
        return self.add(record)

    def process_of(self, job):
        """Seconds, peak MB, status, what it printed and what it complained of."""
        home = {name: str(self.setup.scratch / name.lower()) for name in ("XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}
        environment = {**os.environ, **home, "TORCHINDUCTOR_CACHE_DIR": str(self.setup.scratch / "inductor"),
                       "TMPDIR": str(self.setup.scratch), "HF_HUB_OFFLINE": "1", **job.environment}
        command = list(job.command)
        if job.window and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
            if shutil.which("xvfb-run"):
                command = ["xvfb-run", "-a", "-s", "-screen 0 1600x1000x24", *command]
            else:
                environment["QT_QPA_PLATFORM"] = "offscreen"
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
            start = time.monotonic()
            try:
                self.process = subprocess.Popen(command, stdout=out, stderr=errors, env=environment, start_new_session=True)
            except OSError as error:
                return 0, 0, 1, "", f"{pathlib.Path(command[0]).name}: {error.strerror}"
            limit = threading.Timer(LONGEST, self.stop)
            limit.daemon = True
            limit.start()
            _, status, usage = os.wait4(self.process.pid, 0)
            seconds = time.monotonic() - start
            limit.cancel()
            status = self.process.returncode = os.waitstatus_to_exitcode(status)
            self.process = None
            out.seek(0), errors.seek(0)
            return (seconds, usage.ru_maxrss / 1024, status, out.read().decode("utf-8", "replace"),
                    errors.read().decode("utf-8", "replace"))

    def stop(self):
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)

    def shown(self, command):
        """As somebody would type it in the repository's folder: no path of this machine."""
        words = [str(word).replace(str(self.setup.scratch), "SCRATCH").replace(str(ROOT) + "/", "") for word in command]
        return " ".join("python" if word == self.setup.peers else word for word in words)


def key(record):
    return [record.get(name) for name in ("part", "what", "who", "size", "round")]


def now():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC")


def read(file):
    """Records, less a line that was cut short."""
    records = []
    for line in pathlib.Path(file).read_text(encoding="utf-8").splitlines():
        try:
            records.append(json.loads(line))
        except json.JSONDecodeError:
            say(f"{file}: a line that is cut short is left out")
    return records


def replaced(records, newer):
    """All records, a part's newer ones in place of its older ones; sessions of which nothing is left go with them."""
    parts = {r["part"] for r in newer if "part" in r}
    sessions = []
    for record in [r for r in records if r.get("part") not in parts] + newer:
        if "session" in record:
            sessions.append([])
        sessions[-1].append(record)
    return [record for session in sessions if any("part" in r for r in session) for record in session]


def write_document(records, folder):
    text, pictures = document.render(records)
    place = folder / document.PICTURES
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    for name, svg in pictures.items():
        (place / name).write_text(svg, encoding="utf-8")
    (folder / "performance.jsonl").write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    (folder / "performance.md").write_text(text, encoding="utf-8")
    say(f"{folder / 'performance.md'} is written")


def hand_over(records, name, keep, docs):
    """Where what was measured goes: a part that is kept to its place in the document, another one to the terminal, all of
    them to a document of their own."""
    if keep and "end" in records[-1]:  # half a part takes nobody's place
        write_document(replaced(read(docs / "performance.jsonl"), records), docs)
    elif name:
        print(document.render(records)[0])
    else:
        write_document(records, docs)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("name", nargs="?", choices=list(suite.PARTS), metavar="NAME", help=", ".join(suite.PARTS))
    options.add_argument("--build", type=pathlib.Path, default=ROOT / "build" / "release", help="where the programs are")
    options.add_argument("--quick", action="store_true")
    options.add_argument("--resume", action="store_true")
    options.add_argument("--keep", action="store_true", help="put a part into the document, in place of what is there")
    options.add_argument("--from", dest="source", type=pathlib.Path, metavar="FILE")
    chosen = options.parse_args()
    work = ROOT / "build" / "bench"
    docs = work / "docs" if chosen.quick else ROOT / "docs"
    if chosen.keep and (not chosen.name or chosen.quick):
        options.error("--keep wants the NAME of a part, measured in full")
    if chosen.source:
        return write_document(read(chosen.source), docs)

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    work.mkdir(parents=True, exist_ok=True)
    alone = (work / "lock").open("w")
    try:
        fcntl.flock(alone, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        sys.exit("bench: another one is running here; two would measure each other")
    file = work / f"{chosen.name or 'all'}{'-quick' if chosen.quick else ''}.jsonl"
    if not (chosen.resume and file.exists()):
        chosen.resume = False
        shutil.rmtree(work / "scratch", ignore_errors=True)
    (work / "scratch").mkdir(parents=True, exist_ok=True)
    setup = Setup(chosen.build, peer_python(ROOT / "build" / "peers"), chosen.quick, work / "scratch")
    recorder = Recorder(file, setup, chosen.resume)
    commit = output_of(["git", "describe", "--always", "--dirty"])
    recorder.add({"session": {"date": now(), "commit": commit, "kind": "quick" if chosen.quick else chosen.name or "in full",
                              "load": os.getloadavg()[0], "machine": machine(setup)}})
    try:
        for part in [suite.PARTS[chosen.name]] if chosen.name else suite.ALL:
            recorder.measure(part(setup))
        recorder.add({"end": {"date": now(), "load": os.getloadavg()[0]}})
        shutil.rmtree(work / "scratch")
    except KeyboardInterrupt:
        for number in (signal.SIGINT, signal.SIGTERM):  # what is there is written down first
            signal.signal(number, signal.SIG_IGN)
        say("interrupted; --resume goes on")
    finally:
        recorder.stop()
        hand_over(recorder.records, chosen.name, chosen.keep, docs)


if __name__ == "__main__":
    main()
