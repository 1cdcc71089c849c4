"""Cost as work grows: the same work at several sizes, its time and the peak memory of its process."""
import dataclasses
import os
import shutil
import struct
import typing
import zlib

from jobs import Job, RESOURCES

RETORT = "Retort"


@dataclasses.dataclass
class Curve:
    """A figure of the job `what`, at all of its sizes."""
    what: str
    key: str  # of its JSON; "line: key" of a program that prints several; "wall_s" is the whole process's
    label: str
    memory: bool = False  # whether its process's peak memory is drawn too
    why: str = ""  # what is to be said where it is far from linear


@dataclasses.dataclass
class Growth:
    grows: str
    curves: list
    sizes: typing.Callable  # of a setup: {what: [sizes]}
    job: typing.Callable  # (setup, what, size) -> what a Job needs beside its name


def figure(record, key):
    """Milliseconds, or bytes."""
    if key == "wall_s":
        return 1000 * record["wall_s"] if "value" in record else None
    value = record.get("value") or {}
    if ": " in key:
        start, key = key.split(": ")
        value = next((line for line in value.get("lines", []) if line.get("what", "").startswith(start)), {})
    found = value.get(key)
    return 1000 * found if found is not None and key == "seconds" else found


# Images ---------------------------------------------------------------------------------------------------------------

def write_idx(folder, count, side=8):
    """So many different small pictures of noise, as MNIST's files; made once."""
    if (folder / "train-images-idx3-ubyte").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "train-images-idx3-ubyte").write_bytes(struct.pack(">HBBIII", 0, 8, 3, count, side, side) +
                                                     os.urandom(count * side * side))
    (folder / "train-labels-idx1-ubyte").write_bytes(struct.pack(">HBBI", 0, 8, 1, count) + bytes(count))


def png(side):
    rows = b"".join(b"\0" + os.urandom(3 * side) for _ in range(side))

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b""))


def write_pictures(folder, count):
    """So many files, a thousand a folder; made once."""
    for number in range(0 if not folder.exists() else count, count):
        place = folder / f"part{number // 1000:04d}"
        if number % 1000 == 0:
            place.mkdir(parents=True)
        (place / f"picture{number:07d}.png").write_bytes(png(8))


def demo_project(setup, data, name):
    """`new` of a project with the demo's teacher and classes, and what is to be removed before."""
    project = setup.scratch / f"{name}.retort"
    command = setup.cli("new", project, "--dataset", data, "--teacher", RESOURCES / "demo-teacher", "--classes",
                        RESOURCES / "classes" / "fashion-mnist.txt", "--json")
    return project, command


def image_job(setup, what, size):
    packed, pictures = setup.scratch / f"packed-{size}", setup.scratch / f"pictures-{size}"
    cache = setup.scratch / f"{'embed' if what in ('embed', 'cached') else 'pictures'}-cache-{size}"
    if what == "rescore":
        return dict(command=setup.bench("rescore", "--images", size, "--classes", 10, "--templates", 18))
    if what == "search":
        return dict(command=setup.bench("search", "--images", size))
    if what == "confusion":
        return dict(command=setup.bench("confusion", "--images", size, "--classes", 100))
    if what in ("embed", "cached"):
        def cold():
            write_idx(packed, size)
            shutil.rmtree(cache, ignore_errors=True)

        command = setup.cli("embed", "--teacher", RESOURCES / "demo-teacher", "--dataset", packed, "--shard", "1/1", "--cache",
                            cache, "--json")
        return dict(command=command, prepare=cold if what == "embed" else None)
    data = packed if what == "packed" else pictures
    project, command = demo_project(setup, data, f"{what}-{size}")

    environment = {"XDG_CACHE_HOME": str(cache)}

    def afresh():  # no file has been read before
        (write_idx if what == "packed" else write_pictures)(data, size)
        project.unlink(missing_ok=True)
        shutil.rmtree(cache, ignore_errors=True)

    if what == "again":
        return dict(command=setup.cli("dataset", setup.scratch / f"pictures-{size}.retort", "--json"), environment=environment)
    return dict(command=command, prepare=afresh, environment=environment)


def image_sizes(setup):
    def up_to(most):
        return [size for size in (1_000, 10_000, 100_000, 1_000_000) if size <= (most // 10 if setup.quick else most)]

    return {what: up_to(1_000_000) for what in ("rescore", "search", "confusion", "packed", "embed", "cached")} | {
        what: up_to(100_000) for what in ("pictures", "again")}  # a million files would be most of the benchmark's time


IMAGES = Growth("images", [
    Curve("rescore", "total_ms", "weight changed", True),
    Curve("search", "search_ms", "search by text", True),
    Curve("confusion", "pair_ms", "confusion", True),
    Curve("packed", "wall_s", "new, packed file", True),
    Curve("pictures", "wall_s", "new, folder", True),
    Curve("again", "wall_s", "folder again", True),
    Curve("embed", "seconds", "embed", True),
    Curve("cached", "seconds", "embed, cached", True),
], image_sizes, image_job)


# Classes, templates, graphs, runs -------------------------------------------------------------------------------------

def class_job(setup, what, size):
    if what == "graph":
        return graph(setup, 2_000, size)
    sizes = {"rescore": ["--images", 10_000, "--templates", 18], "train": ["--steps", 15], "confusion": []}[what]
    return dict(command=setup.bench(what, "--classes", size, *sizes))


def graph(setup, samples, classes):
    return dict(command=setup.bench("graph", "--samples", samples, "--classes", classes, "--top-k", min(5, classes),
                                    "--stored-samples", samples, "--stored-classes", max(4, classes), "--stored-epochs", 6))


CLASSES = Growth("classes", [
    Curve("rescore", "total_ms", "weight changed", True),
    Curve("train", "step_p50_ms", "training step", True),
    Curve("confusion", "pair_ms", "confusion", True),
    Curve("graph", "radial_ms", "radial layout", True, "the order of C classes round the circle is a short tour over "
          "their C x C correlations: it grows with their square. It is found once a run."),
    Curve("graph", "force_ms", "force layout", why="it starts from the radial one."),
    Curve("graph", "commit_ms", "graph stored", why="a graph holds the C x C correlations between classes, a million at "
          "1,000."),
], lambda setup: {what: [2, 10, 100, 1_000] for what in ("rescore", "train", "confusion", "graph")}, class_job)

SAMPLES = Growth("samples of a probe graph", [
    Curve("graph", "radial_ms", "radial layout", True),
    Curve("graph", "pca_ms", "principal axes"),
    Curve("graph", "force_ms", "force layout", why="samples push each other through a tree, n log n; what is more than that "
          "was not looked into."),
    Curve("graph", "frame_ms", "another epoch"),
    Curve("graph", "scene_ms", "a view's scene"),
    Curve("graph", "commit_ms", "stored"),
    Curve("graph", "load_last_ms", "read again"),
], lambda setup: {"graph": [100, 1_000, 10_000] + ([] if setup.quick else [100_000])},
    lambda setup, what, size: graph(setup, size, 100))


def run_job(setup, what, size):
    project = setup.scratch / f"runs-{size}.retort"
    if what == "list":
        return dict(command=setup.cli("runs", project, "--json"))
    return dict(command=setup.window_bench("runs", "--project", project, "--runs", size, "--points", 40, "--epochs", 1,
                                           "--rows", size), window=True)


RUNS = Growth("runs in a project", [
    Curve("window", "project opened: p50_ms", "window opens it", True),
    Curve("window", "table, filled: p50_ms", "table filled"),
    Curve("window", "table, sorted: p50_ms", "table sorted"),
    Curve("window", "table, filtered: p50_ms", "table filtered"),
    Curve("list", "wall_s", "runs --json", True),
], lambda setup: {what: [2, 10, 100, 1_000] + ([] if setup.quick else [10_000]) for what in ("window", "list")}, run_job)


def template_job(setup, what, size):
    if what == "rescore":
        return dict(command=setup.bench("rescore", "--images", 10_000, "--classes", 10, "--templates", size))
    project, _ = demo_project(setup, None, "templates")
    file = setup.scratch / f"templates-{size}.txt"
    cache = setup.scratch / "templates-cache"

    def cold():
        file.write_text("".join(f"a photo number {n} of a {{}}.\n" for n in range(size)), encoding="utf-8")
        shutil.rmtree(cache, ignore_errors=True)

    command = setup.cli("prompts", "score", project, "--templates", file, "--weights", "maxlogit", "--no-save", "--json")
    return dict(command=command, prepare=cold, environment={"XDG_CACHE_HOME": str(cache)})


TEMPLATES = Growth("templates", [
    Curve("rescore", "total_ms", "weight changed", True),
    Curve("score", "wall_s", "weights found", True),
], lambda setup: {what: [1, 10, 100, 1_000] for what in ("rescore", "score")}, template_job)

ALL = [IMAGES, CLASSES, SAMPLES, RUNS, TEMPLATES]


def growth(setup):
    data = setup.scratch / "templates-data"
    yield Job("growth", "templates: project", RETORT, demo_project(setup, data, "templates")[1],
              prepare=lambda: write_idx(data, 1_000))
    for kind in ALL:  # once: most figures are medians of repeats within a process, and it is their growth that counts
        for what, sizes in kind.sizes(setup).items():
            for size in sizes:
                yield Job("growth", f"{kind.grows}: {what}", RETORT, size=size, **kind.job(setup, what, size))
