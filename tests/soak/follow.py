#!/usr/bin/env python3
"""Two processes on one project, one training and one looking on, with random kills of either:

    tests/soak/follow.py --cli build/release/app/retort-cli --minutes 30 --folder /tmp/soak

Needs Debian's dataset-fashion-mnist. Every other kill of the trainer waits for SQLite's journal, so that it strikes while an
epoch or a checkpoint is being stored; the follower then has to say that recovery is needed, and the next trainer to roll
back. At the end nothing that was ever told may be missing: every epoch that the trainer
printed is in the file with the same numbers, so is every epoch that the follower saw, and `retort-cli check` finds the
file sound. Exit status 0 then; the last line is a JSON object with what happened. Not part of ctest."""
import argparse
import json
import pathlib
import random
import signal
import subprocess
import sys
import threading
import time

arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
arguments.add_argument("--cli", required=True, help="the program")
arguments.add_argument("--minutes", type=float, default=30)
arguments.add_argument("--folder", default="soak", help="made for this; the project stays there")
arguments.add_argument("--seed", type=int, default=1)
options = arguments.parse_args()

# A shell starts its background jobs with SIGINT ignored, and children inherit that: one sent before a follower has its
# own handler would be lost, and waited for without end.
signal.signal(signal.SIGINT, signal.default_int_handler)

here = pathlib.Path(__file__).resolve().parents[2]
folder = pathlib.Path(options.folder)
folder.mkdir(parents=True)
project = folder / "soak.retort"
chance = random.Random(options.seed)
epochs_a_run = 40
journal = pathlib.Path(f"{project}-journal")


def call(*words):
    done = subprocess.run([options.cli, *map(str, words)], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{words} ended with {done.returncode}: {done.stderr}")
    return done.stdout


class Process:
    """A program whose JSON lines are kept as they come."""

    def __init__(self, *words):
        self.lines = []
        self.errors = open(folder / "stderr.log", "a")
        self.process = subprocess.Popen([options.cli, *map(str, words)], stdout=subprocess.PIPE, stderr=self.errors,
                                        text=True)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            try:
                self.lines.append(json.loads(line))
            except json.JSONDecodeError:
                pass  # cut in the middle by a kill

    def running(self):
        return self.process.poll() is None

    def end(self, how):
        self.process.send_signal(how)
        self.process.wait()
        self.reader.join()


def train():
    runs = json.loads(call("runs", project, "--json"))["runs"]
    if runs and runs[-1]["state"] != "finished":
        run = runs[-1]["id"]
        return run, Process("distil", project, "--resume", run, "--json")
    return len(runs) + 1, Process("distil", project, "--recipe", folder / "recipe.json", "--json")


def follow():
    return Process("runs", project, "--follow", "--every", "0.1", "--json")


(folder / "recipe.json").write_text(json.dumps({"student": "resnet20", "epochs": epochs_a_run, "batch": 128, "threads": 1,
                                                "probe_samples": 200}))
# Of the test images, so that no others are left to evaluate on: epochs of a second or two, many commits.
call("new", project, "--dataset", "/usr/share/datasets/fashion-mnist", "--part", "test", "--teacher",
     here / "resources/demo-teacher", "--sample", 1000, "--json")

told = {}  # (run, epoch): loss, by the trainer after it was stored
seen = {}  # the same, by the follower
kills = {"trainer": 0, "trainer_storing": 0, "follower": 0}
left_behind = recoveries = longest = looks = 0


def wait_for_store(process):
    """Until the trainer stores something, and a bit of that; not for ever."""
    until = time.monotonic() + 20
    while time.monotonic() < until and process.running():
        if journal.exists():
            time.sleep(chance.uniform(0, 0.03))
            return True
        time.sleep(0.0002)
    return False


def collect_trainer(run, lines):
    for line in lines:
        if "epoch" in line:
            told[run, line["epoch"]] = line["loss"]


def collect_follower(lines):
    global recoveries, longest, looks
    for line in lines:
        if "epoch" in line:
            key = line["run"], line["epoch"]
            if seen.setdefault(key, line["loss"]) != line["loss"]:
                sys.exit(f"the follower saw two losses of {key}")
        recoveries += "recovery_needed" in line
        if "longest_look_milliseconds" in line:
            longest = max(longest, line["longest_look_milliseconds"])
            looks += line["looks"]


end = time.monotonic() + 60 * options.minutes
run, trainer = train()
follower = follow()
while time.monotonic() < end:
    time.sleep(chance.uniform(0.5, 8))
    if chance.random() < 0.5:
        follower.end(signal.SIGINT if chance.random() < 0.5 else signal.SIGKILL)
        kills["follower"] += 1
        collect_follower(follower.lines)
        follower = follow()
    elif trainer.running():
        storing = chance.random() < 0.5 and wait_for_store(trainer)
        trainer.end(signal.SIGKILL)
        kills["trainer_storing" if storing else "trainer"] += 1
        left_behind += journal.exists()
        collect_trainer(run, trainer.lines)
        time.sleep(chance.uniform(0, 1.5))  # long enough for the follower to look at what was left
        run, trainer = train()
    else:
        collect_trainer(run, trainer.lines)
        if trainer.process.returncode != 0:
            sys.exit(f"the trainer ended by itself with {trainer.process.returncode}: see {folder}/stderr.log")
        run, trainer = train()
trainer.end(signal.SIGINT)
collect_trainer(run, trainer.lines)
time.sleep(1)
follower.end(signal.SIGINT)
collect_follower(follower.lines)

problems = json.loads(subprocess.run([options.cli, "check", project, "--json"], capture_output=True, text=True).stdout)
stored = {}
for record in json.loads(call("runs", project, "--json"))["runs"]:
    if record["epochs"] == 0:
        continue
    table = folder / f"{record['id']}.csv"
    call("export", project, "--run", record["id"], "--format", "csv", "--out", table)
    head, *rows = table.read_text().splitlines()
    loss = head.split(",").index("loss")
    for row in rows:
        stored[record["id"], int(row.split(",")[0])] = float(row.split(",")[loss])
lost = [key for key in told if stored.get(key) != told[key]] + [key for key in seen if stored.get(key) != seen[key]]
result = {"ok": problems["ok"] and not lost, "minutes": options.minutes, "kills": kills, "epochs_stored": len(stored),
          "epochs_told": len(told), "epochs_seen": len(seen), "lost": lost, "problems": problems["problems"],
          "journals_left_behind": left_behind, "recoveries_seen": recoveries, "looks": looks, "longest_look_milliseconds": longest}
print(json.dumps(result))
sys.exit(0 if result["ok"] else 1)
