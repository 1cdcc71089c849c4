"""What is measured: a process that is started once and says in JSON what it saw."""
import dataclasses
import os
import pathlib
import typing

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
RESOURCES = ROOT / "resources"


@dataclasses.dataclass
class Job:
    """`part`, `what`, `who`, `size` and `round` say what it measures and name it: no two jobs share them."""
    part: str
    what: str
    who: str
    command: typing.Optional[list]  # None: who cannot run here
    size: typing.Optional[int] = None
    round: int = 1
    environment: dict = dataclasses.field(default_factory=dict)
    prepare: typing.Optional[typing.Callable] = None  # before the clock starts
    window: bool = False

    def key(self):
        return [self.part, self.what, self.who, self.size, self.round]


class Setup:
    """Where things are, and how much is measured."""

    def __init__(self, build, peers, quick, scratch):
        self.build = pathlib.Path(build).resolve()
        self.peers = peers  # a Python with peers/requirements.txt, or None
        self.quick = quick
        self.scratch = pathlib.Path(scratch).resolve()
        self.rounds = 2 if quick else 3
        self.threads = os.cpu_count()

    def cli(self, *arguments):
        return [str(self.build / "app" / "retort-cli"), *map(str, arguments)]

    def bench(self, name, *arguments):
        return self.cli("bench", name, "--json", *arguments)

    def window_bench(self, name, *arguments):
        return [str(self.build / "tests" / "bench" / f"bench_{name}"), *map(str, arguments)]

    def peer(self, script, *arguments):
        return [self.peers, str(HERE / "peers" / script), *map(str, arguments)] if self.peers else None

    def vit(self):
        """A ViT-B/32 of random weights: speed does not depend on them. peers/teacher.py --make makes it."""
        return self.scratch / "vit-b-32"

    def order(self, contestants, number):
        """Forwards, then backwards: no one always comes after the same one."""
        return list(contestants) if number % 2 else list(reversed(contestants))
