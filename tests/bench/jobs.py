"""What is measured: a process that is started once and says in JSON what it saw."""
import dataclasses
import os
import pathlib
import typing

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
RESOURCES = ROOT / "resources"
NO_PEERS = "no Python with the peers"
NO_BF16 = "this processor has no bfloat16 instructions; PyTorch would emulate them"
BF16_FLAGS = ("avx512_bf16", "amx_bf16", "bf16")  # x86, x86, Arm


def processor():
    """What Linux says of one: {field: value}, empty elsewhere."""
    info = pathlib.Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    return {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines) if value}


def flags():
    found = processor()
    return found.get("flags", found.get("Features", "")).split()


@dataclasses.dataclass
class Job:
    """`part`, `what`, `who`, `size` and `round` say what it measures and name it: no two jobs share them."""
    part: str
    what: str
    who: str
    command: typing.Union[list, str]  # or why it cannot run here
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
        self.bf16 = any(flag in BF16_FLAGS for flag in flags())

    def cli(self, *arguments):
        return [str(self.build / "app" / "retort-cli"), *map(str, arguments)]

    def bench(self, name, *arguments):
        return self.cli("bench", name, "--json", *arguments)

    def window_bench(self, name, *arguments):
        return [str(self.build / "tests" / "bench" / f"bench_{name}"), *map(str, arguments)]

    def peer(self, script, *arguments, bf16=False):
        """A command, or why there is none. Emulated bfloat16 is not measured: it takes hours and nobody would use it."""
        if bf16 and not self.bf16:
            return NO_BF16
        return self.with_peers([self.peers, str(HERE / "peers" / script), *map(str, arguments)])

    def with_peers(self, command):
        """For what needs a file of theirs."""
        return command if self.peers else NO_PEERS

    def vit(self):
        """A ViT-B/32 of random weights: speed does not depend on them. peers/teacher.py --make makes it."""
        return self.scratch / "vit-b-32"

    def order(self, contestants, number):
        """Forwards, then backwards: no one always comes after the same one."""
        return list(contestants) if number % 2 else list(reversed(contestants))
