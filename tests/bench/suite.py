"""The parts of the benchmark. Each is a generator of jobs that gets their records back, so that a part may go on by what it
saw; contestants take turns within a round."""
import shutil

import timetoaccuracy
from growth import growth
from jobs import Job
from timetoaccuracy import make_vit, RETORT

# The quickest way to train in PyTorch where the processor has bfloat16, and where it has not.
COMPILED = {True: "torch.compile bf16 channels-last", False: "torch.compile fp32 channels-last"}


def training(setup):
    """Wide and narrow, on all cores and some on one; `size` is the number of cores."""
    own = {RETORT: "auto", "Retort fp32": "fp32"}
    peers = {"PyTorch eager fp32": "eager-fp32", "PyTorch eager fp32 channels-last": "eager-fp32-last",
             "PyTorch eager bf16 channels-last": "eager-bf16", "torch.compile fp32 channels-last": "compile-fp32",
             "torch.compile bf16 channels-last": "compile-bf16"}
    chief = [RETORT, "PyTorch eager fp32", COMPILED[setup.bf16]]
    turns = [("resnet20", setup.threads, 20, chief if setup.quick else [*own, *peers])]
    turns += [] if setup.quick else [("resnet20_x4", setup.threads, 4, [*chief, "PyTorch eager bf16 channels-last"])]
    turns += [("resnet20", count, 10, chief[:2]) for count in (1, 2, 4, 8, 16, 32, 64) if count < setup.threads]
    for number in range(1, setup.rounds + 1):
        for student, threads, steps, contestants in turns:
            sizes = ["--student", student, "--batch", 128, "--classes", 10, "--threads", threads, "--steps", steps]
            for who in setup.order(contestants, number):
                command = (setup.bench("train", *sizes, "--precision", own[who]) if who in own
                           else setup.peer("training.py", *sizes, "--peer", peers[who], bf16="bf16" in peers[who]))
                yield Job("train", student, who, command, threads, number)


def towers(setup):
    yield make_vit(setup)
    images, texts = (32, 32) if setup.quick else (48, 64)
    peers = {f"{library} {precision}": (library, precision)
             for library in ("transformers", "open_clip") for precision in ("fp32", "bf16")}
    own = {RETORT: "auto", "Retort fp32": "fp32"}
    for number in range(1, setup.rounds if setup.quick else setup.rounds + 1):
        for who in setup.order([*own, *peers], number):
            if who in own:
                command = setup.with_peers(setup.bench("towers", "--teacher", setup.vit(), "--images", images, "--texts",
                                                       5 * texts, "--precision", own[who]))
            else:
                library, precision = peers[who]
                command = setup.peer("teacher.py", "--folder", setup.vit(), "--library", library, "--peer", precision,
                                     "--images", images, "--texts", texts, bf16=precision == "bf16")
            yield Job("towers", "ViT-B/32", who, command, round=number)


def students(setup):
    """One process for both, which take turns in it; its record holds all rounds."""
    yield Job("students", "ResNet-20 in onnxruntime", "both",
              setup.peer("exported.py", "--retort", setup.cli()[0], "--folder", setup.scratch / "exported", "--json", "--rounds",
                         3 if setup.quick else 7))


# What Retort does besides, each by itself: command, and what its figures mean.
ALONE = {
    "embed": (["embed"], {"images_per_second": "images/s through the demo teacher, from their file"}),
    "decode": (["decode"], {"images_per_second": "JPEGs/s (500 x 375) decoded, resized and normalised for a tower, all cores",
                            "decode_ms": "ms to decode one, one core", "prepare_ms": "ms to resize and normalise one, one core"}),
    "load": (["load"], {"seconds": "s to open the demo teacher", "own_memory_bytes": "MB of memory for it beside the mapped file"}),
    "rescore": (["rescore"], {"total_ms": "ms from a changed weight to all figures of the Prompts page: 10,000 images, 100 classes, "
                                          "80 templates"}),
    "search": (["search"], {"search_ms": "ms from a text's embedding to the 1,000 nearest of a million images"}),
    "graph": (["graph"], {"radial_ms": "ms for a radial layout: 10,000 samples, 100 classes, 5 edges each",
                          "pca_ms": "ms for a layout by principal components", "force_ms": "ms until the force layout rests",
                          "frame_ms": "ms for another epoch in the same layout", "scene_ms": "ms for what a view draws of it"}),
    "store": (["store"], {"commit_p50_ms": "ms until the demo's epoch is on the disk (weights, checkpoint, graphs, curves), median",
                          "commit_p95_ms": "the same, of 100 epochs the fifth slowest",
                          "plain_file_ms": "ms for a plain file of as many bytes, synchronised once",
                          "bytes_an_epoch": "MB that an epoch adds to the project"}),
    "confusion": (["confusion"], {"pair_ms": "ms for all figures of a confusion: 50,000 images, 1,000 classes"}),
    "startup": (["startup"], {"first_frame_ms": "ms from the start of the window's process to its first frame"}),
    "ui": (["ui", "--epochs", "1"], {"p50_ms": "ms that an event waits in the window while it trains, median",
                                     "p95_ms": "the same, of 100 the fifth latest", "p99_ms": "the latest but one of 100",
                                     "max_ms": "the latest"}),
}
# And benchmarks of pages, programs of their own: (line, key): meaning.
PAGES = {
    "prompts": ([], {("drag", "p50_ms"): "ms from a dragged bar to the frame that shows all it changes, median",
                     ("drag", "p95_ms"): "the same, of 100 the fifth slowest",
                     ("type", "p95_ms"): "ms from a key to its letter on the screen, among 1,000 templates"}),
    "graphframes": ([], {("", "frame_p50_ms"): "ms for a frame of the graph as it is moved: 10,000 samples, software rendering, median",
                         ("", "frame_p95_ms"): "the same, of 100 the fifth slowest",
                         ("", "picture_behind_ms"): "ms until the sharp picture stands after a move"}),
    "runs": (["--runs", "300", "--points", "4000"],
             {("project opened", "p50_ms"): "ms from opening a project of 300 runs to its table and curves",
              ("overlay", "p50_ms"): "ms from a selection of 50 runs to their curves over each other",
              ("pan", "p95_ms"): "ms for a frame while these are moved, of 100 the fifth slowest",
              ("table, scrolled", "p95_ms"): "ms for a frame while a table of 10,000 runs is scrolled",
              ("table, sorted", "p50_ms"): "ms to sort it"}),
}


def one(setup, name, number):
    arguments, figures = ALONE.get(name) or PAGES[name]
    if name in ALONE:
        return Job(name, name, RETORT, setup.bench(*arguments), round=number, window=name in ("startup", "ui"))
    return Job(name, name, RETORT, setup.window_bench(name, *arguments), round=number, window=True)


def alone(name):
    def part(setup):
        for number in range(1, setup.rounds + 1):
            yield one(setup, name, number)

    return part


def others(setup):
    """All of them, taking turns."""
    for number in range(1, setup.rounds):
        for name in setup.order([*ALONE, *PAGES], number):
            yield one(setup, name, number)


def demo(setup):
    """The demo as a person starts it, once each: it takes its time."""
    for who, quick in ({"`demo --quick`": ["--quick"]} | ({} if setup.quick else {"`demo`": []})).items():
        project, cache = setup.scratch / f"demo{''.join(quick)}.retort", setup.scratch / f"demo{''.join(quick)}-cache"

        def afresh(project=project, cache=cache):
            project.unlink(missing_ok=True)
            shutil.rmtree(cache, ignore_errors=True)

        yield Job("demo", "demo", who, setup.cli("demo", *quick, "--json", "--out", project),
                  environment={"XDG_CACHE_HOME": str(cache)}, prepare=afresh)


PARTS = {"accuracy": timetoaccuracy.jobs, "train": training, "towers": towers, "students": students, "growth": growth,
         "demo": demo}
PARTS |= {"others": others, **{name: alone(name) for name in [*ALONE, *PAGES]}}
# In a whole run. What a person asks first comes first: whatever ends it early, that is there.
ALL = [timetoaccuracy.jobs, training, towers, students, others, growth, demo]
