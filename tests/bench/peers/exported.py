"""A student's ONNX as Retort writes it beside the same network exported by torch.onnx, both in onnxruntime.

    python exported.py --retort build/release/app/retort-cli [--student resnet20] [--rounds 7] [--json]
    python exported.py --retort build/release/app/retort-cli --project FILE.retort --run N

Without a project, the quick demo is made in --folder, or the one that is there is taken, and another student than the demo's
is trained for an epoch (speed does not depend on how good it is). The peer gets the weights of Retort's safetensors; answers
of both are compared before anything is timed. Both sessions live in one process and take turns, each round in the other
order; figures are medians over the rounds, ratios are those within a round, so that another program's load hits both alike.
Needs requirements.txt."""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import tempfile
import time

import numpy
import onnxruntime
import torch
from safetensors import safe_open

from cifarnetwork import CifarNetwork, SHAPES


def network(name, classes):
    if name in SHAPES:
        return CifarNetwork(name, classes)
    import torchvision

    return getattr(torchvision.models, name)(weights=None, num_classes=classes)


def retort(chosen, *arguments):
    lines = subprocess.run([str(chosen.retort), *map(str, arguments), "--json"], check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(lines.stdout.splitlines()[-1])


def trained(chosen):
    """A project and a run of it with the student."""
    project = chosen.folder / "demo.retort"
    chosen.folder.mkdir(parents=True, exist_ok=True)
    if not project.exists():
        retort(chosen, "demo", "--quick", "--epochs", 1, "--out", project)
    known = [run["id"] for run in retort(chosen, "runs", project)["runs"] if run["student"] == chosen.student and run["epochs"]]
    if known:
        return project, known[-1]
    recipe = chosen.folder / "recipe.json"
    recipe.write_text(json.dumps(dict(student=chosen.student, epochs=1, warmup_epochs=0)), encoding="utf-8")
    return project, retort(chosen, "distil", project, "--recipe", recipe)["run"]


def exported(chosen):
    """The files of both, and how many pixels the network takes."""
    project, run = (chosen.project, chosen.run) if chosen.project else trained(chosen)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="retort-exported-"))
    own, weights, peer = folder / "retort.onnx", folder / "student.safetensors", folder / "torch.onnx"
    retort(chosen, "export", project, "--run", run, "--format", "onnx", "--out", own)
    retort(chosen, "export", project, "--run", run, "--format", "safetensors", "--out", weights)
    with safe_open(weights, "pt") as file:
        about = file.metadata()
        tensors = {name: file.get_tensor(name) for name in file.keys()}
    model = network(about["student"], len(json.loads(about["classes"])))
    model.load_state_dict(tensors)
    side = int(about["input_size"])
    torch.onnx.export(model.eval(), (torch.randn(2, 3, side, side),), peer, dynamo=False, opset_version=17,
                      input_names=["images"], output_names=["logits"], dynamic_axes={"images": {0: "batch"}, "logits": {0: "batch"}})
    return about["student"], side, {"torch.onnx": peer, "retort": own}


def rate(session, images, seconds):
    """Images a second; each burst is long enough that threads of the other session have gone to sleep."""
    name = session.get_inputs()[0].name
    start = time.perf_counter()
    count = 0
    while time.perf_counter() - start < seconds:
        session.run(None, {name: images})
        count += len(images)
    return count / (time.perf_counter() - start)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--retort", type=pathlib.Path, required=True, help="the program retort-cli")
    options.add_argument("--student", default="resnet20")
    options.add_argument("--project", type=pathlib.Path)
    options.add_argument("--run", type=int)
    options.add_argument("--folder", type=pathlib.Path, default=pathlib.Path(tempfile.gettempdir()) / "retort-bench-exported")
    options.add_argument("--batches", type=int, nargs="+", default=[1, 32, 128])
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--seconds", type=float, default=1.0, help="of a session in a round")
    options.add_argument("--threads", type=int, default=0, help="0: as many as onnxruntime takes")
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    if bool(chosen.project) != bool(chosen.run):
        options.error("--project and --run go together")

    student, side, files = exported(chosen)
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = chosen.threads
    sessions = {name: onnxruntime.InferenceSession(file, settings, providers=["CPUExecutionProvider"])
                for name, file in files.items()}
    random = numpy.random.default_rng(1)
    batches = {size: random.standard_normal((size, 3, side, side), dtype=numpy.float32) for size in chosen.batches}
    answers = {name: s.run(None, {s.get_inputs()[0].name: batches[chosen.batches[-1]]})[0] for name, s in sessions.items()}
    apart = float(numpy.abs(answers["retort"] - answers["torch.onnx"]).max() / numpy.abs(answers["torch.onnx"]).max())
    assert apart < 1e-4, f"the answers differ by {apart} of the largest logit"

    rounds = {size: [] for size in batches}
    for number in range(chosen.rounds + 1):
        order = list(sessions) if number % 2 else list(reversed(sessions))
        for size, images in batches.items():
            result = {name: rate(sessions[name], images, chosen.seconds) for name in order}
            if number:  # the first round warms up
                rounds[size].append(result)
    result = {f"batch {size}": {name: dict(images_per_second=statistics.median(r[name] for r in rs),
                                           ratio=statistics.median(r[name] / r["torch.onnx"] for r in rs)) for name in sessions}
              for size, rs in rounds.items()}
    machine = dict(cores=os.cpu_count(), load=os.getloadavg()[0], onnxruntime=onnxruntime.__version__, torch=torch.__version__)
    if chosen.json:
        print(json.dumps(dict(student=student, input_size=side, answers_apart=apart, rounds=rounds, contestants=result,
                              machine=machine)))
        return
    print(f"{student}, {side} px, answers apart by {apart:.1e} of the largest logit")
    for batch, contestants in result.items():
        for name, r in contestants.items():
            print(f"{batch:10}  {name:10}  {r['images_per_second']:9.0f} images/s ({r['ratio']:.2f} x)")
    print(json.dumps(machine))


if __name__ == "__main__":
    main()
